/**
 * What the properties of this run are tried with: the run's own seed, and then, for the tests that have some, the seeds in
 * `tests/seeds.json` that were worth keeping. Each is a try of the whole test; a long run leaves out the kept ones,
 * which the short one has every time.
 */
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import fc from "fast-check"
import { beforeAll, beforeEach, type RunnerTask, type RunnerTestCase } from "vitest"

/** `test` is its whole name, with ` > ` between its parts; `seed` a signed integer of 32 bits; `why` a sentence. */
export type KeptSeed = { file: string; test: string; seed: number; why: string }

export const keptSeeds: readonly KeptSeed[] = JSON.parse(readFileSync("tests/seeds.json", "utf8"))

export const isShort = Number(process.env.COUNTERSIGN_RUNS ?? 1) === 1
export const runSeed = Number(process.env.COUNTERSIGN_SEED)
/** How often a test is tried again under the run's seed, to measure the same inputs more than once. */
const again = Number(process.env.COUNTERSIGN_AGAIN ?? 0)

function seedsOf({ file, fullTestName }: RunnerTestCase): number[] {
  const path = relative(process.cwd(), file.filepath)
  const kept = keptSeeds.filter((one) => one.file === path && one.test === fullTestName)
  const own = new Array<number>(1 + again).fill(runSeed)
  return isShort ? [...own, ...kept.map(({ seed }) => seed)] : own
}

function tryUnderEach(tasks: readonly RunnerTask[]): void {
  for (const task of tasks) {
    if (task.type === "suite") tryUnderEach(task.tasks)
    else task.repeats = seedsOf(task).length - 1
  }
}

function configure(seed: number): void {
  if (!Number.isInteger(seed)) throw new Error("COUNTERSIGN_SEED is not an integer")
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
}

configure(runSeed)
// biome-ignore lint/correctness/noEmptyPattern: vitest reads what a hook wants of its context from this pattern
beforeAll(({}, suite) => tryUnderEach(suite.tasks))
beforeEach(({ task }) => configure(seedsOf(task)[task.result?.repeatCount ?? 0] ?? runSeed))
