/**
 * Policies as they are read and compared: the same text is the same object, which nobody can change, so that what was
 * made of it once is found again; and that object's text is written once.
 */
import type { UserPolicy } from "~protocol"

const MAX_KEPT = 1024

const byText = new Map<string, UserPolicy>()
const texts = new WeakMap<UserPolicy, string>()

export function parsePolicy(text: string): UserPolicy {
  const known = byText.get(text)
  if (known) return known
  const policy: UserPolicy = frozen(JSON.parse(text))
  const [oldest] = byText.keys()
  if (byText.size >= MAX_KEPT && oldest !== undefined) byText.delete(oldest)
  byText.set(text, policy)
  return policy
}

export function textOfPolicy(policy: UserPolicy): string {
  const known = texts.get(policy) ?? JSON.stringify(policy)
  texts.set(policy, known)
  return known
}

function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}
