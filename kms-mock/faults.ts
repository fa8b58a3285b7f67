/** The faults a test can ask of the KMS, and what they do to a request on its way. */
import * as z from "zod/mini"

const Count = z.int().check(z.nonnegative())

export const Faults = z.strictObject({
  /** How long every answer takes at least. */
  delayMs: z.int().check(z.minimum(0), z.maximum(600_000)),
  /** Connections are cut, and nothing is done. */
  down: z.boolean(),
  /** How far the clock that judges stamps is off. */
  clockOffsetMs: z.int(),
  /** How far the machine's clock has been moved. Trusted time follows it ahead, and never back. */
  clockMovedMs: z.int(),
  /** The policy denies everything. */
  denies: z.boolean(),
  /** The next so many requests are carried out, and their connections cut before the answer. */
  dropsAnswers: Count,
  /** The next so many requests fail inside, before anything is done. */
  failsInside: Count,
  /** The signer is away, as when its process has been killed. */
  signerDown: z.boolean(),
  /** Checkpoints, and attestations with them, are of another log, signed with the same key. */
  forksLog: z.boolean(),
})
export type Faults = z.infer<typeof Faults>

export const FaultChanges = z.partial(Faults)
export type FaultChanges = z.infer<typeof FaultChanges>

export const noFaults: Faults = {
  delayMs: 0,
  down: false,
  clockOffsetMs: 0,
  clockMovedMs: 0,
  denies: false,
  dropsAnswers: 0,
  failsInside: 0,
  signerDown: false,
  forksLog: false,
}

type Counted = "dropsAnswers" | "failsInside"

export type FaultBoard = {
  read(): Faults
  set(changes: FaultChanges): void
  /** Uses up one of those that are counted; false where none is left. */
  take(fault: Counted): boolean
}

export function openFaultBoard(): FaultBoard {
  let current = { ...noFaults }
  return {
    read: () => ({ ...current }),
    set(changes) {
      current = Faults.parse({ ...current, ...changes })
    },
    take(fault) {
      if (current[fault] === 0) return false
      current[fault] -= 1
      return true
    },
  }
}
