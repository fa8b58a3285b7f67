/**
 * Inputs that take too long: those that a run found slow, tried again. The engine pauses now and then, so that only what
 * is slow each time is a hang; and what could not be tried again counts as one, for nobody knows better.
 */
import { rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { runAgain } from "./suites"
import { readTallies, type Slow, slowIn, type Tally } from "./tallies"

const AGAIN = join("build", "reports", "tallies-again")
/** Beside the first time, in one process. */
const TIMES_AGAIN = 4

/** Of the tallies in this folder; runs the tests that they are of, under the same seed. */
export async function findHangs(folder: string): Promise<Slow[]> {
  const suspects = slowIn(readTallies(folder))
  if (suspects.length === 0) return []
  process.env.COUNTERSIGN_TALLIES = resolve(AGAIN)
  process.env.COUNTERSIGN_AGAIN = String(TIMES_AGAIN)
  rmSync(AGAIN, { recursive: true, force: true })
  for (const { file, test } of suspects) await runAgain(file, test)
  return hangsAmong(suspects, readTallies(AGAIN))
}

export function hangsAmong(suspects: readonly Slow[], again: readonly Tally[]): Slow[] {
  return suspects.flatMap((suspect) => {
    const tried = again.find(({ file, test }) => file === suspect.file && test === suspect.test)
    return tried === undefined ? [suspect] : slowIn([tried])
  })
}
