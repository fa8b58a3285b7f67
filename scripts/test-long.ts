/**
 * `npm run test:long`: the properties, the fuzzing and the killing of the tests, so many times more. A number after
 * `--` says how many times; 100 makes more than a million inputs.
 */
import { randomInt } from "node:crypto"
import { rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { findHangs } from "./hangs"
import { runOutermost } from "./outermost"
import { runProject, sumOf } from "./suites"
import { readTallies, sumBySubject } from "./tallies"

const HELP = `npm run test:long [-- TIMES]

Runs the unit tests and the KMS with COUNTERSIGN_RUNS=TIMES (100 unless said otherwise: more than a million inputs)
and COUNTERSIGN_ROUNDS=2*TIMES rounds of killing parts at random (200). Takes hours. Says every minute how far it is,
and in the end what was tried of each subject and how long the slowest input took the processor. Ends with 1 where a
test failed, or where an input took more than 50 ms each time that it was tried.

COUNTERSIGN_SEED=N tries what the run with that seed tried; each run says its seed, and it stands in each tally.`

const TALLIES = join("build", "reports", "tallies")
const PROGRESS_MS = 60_000

await runOutermost(async () => {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean" } },
    allowPositionals: true,
  })
  const times = Number(positionals[0] ?? "100")
  if (values.help || !Number.isInteger(times) || times < 1) {
    console.log(HELP)
    return values.help ? 0 : 1
  }
  process.env.COUNTERSIGN_SEED ??= String(randomInt(2 ** 31))
  process.env.COUNTERSIGN_RUNS = String(times)
  process.env.COUNTERSIGN_ROUNDS = String(2 * times)
  process.env.COUNTERSIGN_TALLIES = resolve(TALLIES)
  rmSync(TALLIES, { recursive: true, force: true })
  const begunAt = performance.now()
  const telling = setInterval(() => tellProgress(begunAt), PROGRESS_MS)
  const { passed, failed } = sumOf([await runProject("unit"), await runProject("kms", "verbose")])
  clearInterval(telling)
  tellSummary()
  const hangs = await findHangs(TALLIES)
  for (const { subject, test, seed, places, ms } of hangs) {
    console.log(
      `${subject}: over 50 ms each time, at most ${ms.toFixed(1)}: ${test}, seed ${seed}, inputs ${places}`,
    )
  }
  console.log(`${passed} passed, ${failed} failed, ${hangs.length} with an input that hangs`)
  return failed === 0 && hangs.length === 0 ? 0 : 1
})

function tellProgress(begunAt: number): void {
  const minutes = Math.round((performance.now() - begunAt) / 60_000)
  const tried = sumBySubject(readTallies(TALLIES)).map(({ name, inputs }) => `${counted(inputs)} ${name}`)
  console.log(`After ${minutes} min: ${tried.join(", ") || "nothing counted yet"}`)
}

function tellSummary(): void {
  const subjects = sumBySubject(readTallies(TALLIES))
  console.log(`\nSeed ${process.env.COUNTERSIGN_SEED}`)
  for (const { name, inputs, slowestMs, slowest } of subjects) {
    console.log(
      `${counted(inputs).padStart(11)}  ${name}; the slowest took ${slowestMs.toFixed(1)} ms: ${slowest}`,
    )
  }
  console.log(`${counted(subjects.reduce((sum, { inputs }) => sum + inputs, 0)).padStart(11)}  together`)
}

function counted(count: number): string {
  return count.toLocaleString("en-US")
}
