/** The faults a test can ask of the KMS, and what they do to a request on its way. */
import * as z from "zod/mini"

export const Faults = z.strictObject({
  /** How long every answer takes at least. */
  delayMs: z.int().check(z.minimum(0), z.maximum(600_000)),
  /** Connections are cut, and nothing is done. */
  down: z.boolean(),
  /** How far the clock that judges stamps is off. */
  clockOffsetMs: z.int(),
  /** The policy denies everything. */
  denies: z.boolean(),
  /** The next so many requests are carried out, and their connections cut before the answer. */
  dropsAnswers: z.int().check(z.nonnegative()),
})
export type Faults = z.infer<typeof Faults>

export const FaultChanges = z.partial(Faults)
export type FaultChanges = z.infer<typeof FaultChanges>

export const noFaults: Faults = { delayMs: 0, down: false, clockOffsetMs: 0, denies: false, dropsAnswers: 0 }

export type FaultBoard = { read(): Faults; set(changes: FaultChanges): void; takeDrop(): boolean }

export function openFaultBoard(): FaultBoard {
  let current = { ...noFaults }
  return {
    read: () => ({ ...current }),
    set(changes) {
      current = Faults.parse({ ...current, ...changes })
    },
    takeDrop() {
      if (current.dropsAnswers === 0) return false
      current.dropsAnswers -= 1
      return true
    },
  }
}
