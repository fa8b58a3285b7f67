/** Changes to a request that wait while another is under way: of two to the same thing, the later one alone. */
import type { ConsentChange } from "~protocol"

export function withChange(waiting: readonly ConsentChange[], change: ConsentChange): ConsentChange[] {
  const before = waiting.find((other) => isOfSame(other, change))
  const others = waiting.filter((other) => other !== before)
  return [...others, before === undefined ? change : merged(before, change)]
}

/** Accounts, chains and the end come whole; an approval is one of several. */
function isOfSame(one: ConsentChange, other: ConsentChange): boolean {
  if (one.type === "approval" && other.type === "approval") return one.place === other.place
  return one.type === other.type
}

/** A limit that was set on one chain stays set where another's is set after it. */
function merged(before: ConsentChange, change: ConsentChange): ConsentChange {
  if (before.type !== "limit" || change.type !== "limit") return change
  const units = change.limits.map(({ unit }) => unit)
  const kept = before.limits.filter(({ unit }) => !units.includes(unit))
  return { ...change, limits: [...kept, ...change.limits] }
}
