/**
 * How many refusals get an entry of their own: so many for each caller who is known, and so many for all strangers
 * together. Past the limit they are counted and the count becomes one entry, so that a flood of garbage costs the
 * log one line a second, none of it goes unmentioned, and it hides nobody else's refusal.
 */
import type { NewEntry } from "./role"

const WINDOW_MS = 1000
const STRANGERS = "strangers"

export type Refusals = {
  /** `isKnown`: the entry's authenticator was looked up, not only claimed. */
  note(entry: NewEntry, isKnown: boolean): Promise<void>
  flush(): Promise<void>
}

type Tally = { who: Pick<NewEntry, "organizationId" | "authenticator">; written: number; folded: number }

export function limitRefusals(write: (entry: NewEntry) => Promise<void>, limit = 100): Refusals {
  const tallies = new Map<string, Tally>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    for (const [caller, tally] of tallies) {
      tally.written = 0
      await writeFolded(tally)
      if (tally.written === 0 && tally.folded === 0) tallies.delete(caller)
    }
  }

  async function writeFolded(tally: Tally): Promise<void> {
    const { who, folded } = tally
    if (folded === 0) return
    tally.folded = 0
    try {
      const outcome = `FLOOD: ${folded} more refusals`
      await write({ ...who, kind: "refusal", decisionId: "flood", outcome })
    } catch (thrown) {
      tally.folded += folded
      throw thrown
    }
  }

  function tallyOf({ organizationId = null, authenticator = null }: NewEntry, isKnown: boolean): Tally {
    const caller = isKnown ? `${organizationId} ${authenticator}` : STRANGERS
    const who = isKnown ? { organizationId, authenticator } : {}
    const tally = tallies.get(caller) ?? { who, written: 0, folded: 0 }
    tallies.set(caller, tally)
    return tally
  }

  return {
    flush,
    async note(entry, isKnown) {
      // What cannot be written now stays in the count for the next flush.
      timer ??= setTimeout(() => void flush().catch(() => {}), WINDOW_MS).unref()
      const tally = tallyOf(entry, isKnown)
      if (tally.written >= limit) {
        tally.folded += 1
        return
      }
      tally.written += 1
      await write(entry)
    },
  }
}
