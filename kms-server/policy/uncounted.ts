/** Decisions that nobody acts on: made on the past as signing would make them, and nothing of them is kept. */
import { type Database, inTransaction, loadSpent, lockHolders } from "../store"
import { openTally, type Tally } from "./counted"
import type { DecisionInput, Need, Rules, Verdict } from "./rules"

type Undecided = Omit<DecisionInput, "spent">

/** `spentBefore` is what had been counted of each need when it was decided. */
export type Uncounted = { verdict: Verdict; spentBefore: (need: Need) => bigint }

/** Thrown to take back what looking at the sums has written. */
const TAKEN_BACK = new Error("nothing is counted here")

export async function decideUncounted(
  config: { database: Database; rules: Rules },
  input: Undecided,
): Promise<Uncounted> {
  const [decided] = await decideInOrder(config, [input])
  if (decided === undefined) throw new Error("a decision was not made")
  return decided
}

/** One after the other, each on what those before it would have counted, up to the first that is denied. */
export async function decideInOrder(
  { database, rules }: { database: Database; rules: Rules },
  inputs: readonly Undecided[],
): Promise<Uncounted[]> {
  const needs = inputs.flatMap((input) => rules.needsOf(input))
  const at = Math.max(0, ...inputs.map(({ now }) => now))
  if (needs.length === 0)
    return decideOn(
      rules,
      inputs,
      openTally(() => 0n, at),
    )
  let decided: Uncounted[] | null = null
  // This process's clock must sweep no window: what reading the sums wrote goes back with the transaction.
  await inTransaction(database, async (session) => {
    await lockHolders(session, [...new Set(needs.map(({ holder }) => holder))])
    decided = decideOn(rules, inputs, openTally(await loadSpent(session, needs, at), at))
    throw TAKEN_BACK
  }).catch((thrown: unknown) => {
    if (thrown !== TAKEN_BACK) throw thrown
  })
  if (decided === null) throw new Error("a decision was not made")
  return decided
}

function decideOn(rules: Rules, inputs: readonly Undecided[], tally: Tally): Uncounted[] {
  const decided: Uncounted[] = []
  for (const [place, input] of inputs.entries()) {
    const before = new Map<string, bigint>()
    const spent = (need: Need) => {
      const sum = tally.spent(need)
      before.set(nameOf(need), sum)
      return sum
    }
    const verdict = rules.decide({ ...input, spent })
    decided.push({ verdict, spentBefore: (need) => before.get(nameOf(need)) ?? 0n })
    if (!verdict.allowed) break
    tally.count(String(place), verdict.reservations)
  }
  return decided
}

function nameOf({ holder, asset, windowMs }: Need): string {
  return JSON.stringify([holder, asset, windowMs])
}
