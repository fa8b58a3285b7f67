/**
 * `npm run test:long`: the properties, the fuzzing and the killing of the tests, so many times more, and the browsers
 * with everything that a short run leaves out. A number after `--` says how many times; 100 makes more than a million
 * inputs.
 */
import { randomInt } from "node:crypto"
import { rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { buildExtension, targets } from "./build-extension"
import { findHangs } from "./hangs"
import { chromiumOrInstall, firefoxOrInstall } from "./install-browsers"
import { runOutermost } from "./outermost"
import { refuseBusyPorts } from "./ports"
import { type Count, runProject, sumOf } from "./suites"
import { readTallies, sumBySubject } from "./tallies"

const HELP = `npm run test:long [-- TIMES]

Runs the unit tests and the KMS with COUNTERSIGN_RUNS=TIMES (100 unless said otherwise: more than a million inputs)
and COUNTERSIGN_ROUNDS=2*TIMES rounds of killing parts at random (200), and then both browsers, where the kill matrix,
the outages and the test dApp are whole. Takes hours. Says every minute how far it is, and in the end what was tried of
each subject and how long the slowest input took the processor. Ends with 1 where a test failed, or where an input took
more than 50 ms each time that it was tried.

  npm run test:long -- 2 --only browser    one part alone: unit, kms or browser

COUNTERSIGN_SEED=N tries what the run with that seed tried; each run says its seed, and it stands in each tally.`

const parts = ["unit", "kms", "browser"]
const TALLIES = join("build", "reports", "tallies")
const PROGRESS_MS = 60_000

await runOutermost(async () => {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean" }, only: { type: "string" } },
    allowPositionals: true,
  })
  const times = Number(positionals[0] ?? "100")
  const chosen = parts.filter((part) => part === (values.only ?? part))
  if (values.help || !Number.isInteger(times) || times < 1 || chosen.length === 0) {
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
  const counts: Count[] = []
  for (const part of chosen) {
    if (part === "browser") await prepareBrowsers()
    counts.push(await runProject(part, part === "unit" ? "default" : "verbose"))
  }
  const { passed, failed } = sumOf(counts)
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

async function prepareBrowsers(): Promise<void> {
  await refuseBusyPorts()
  for (const { name, path } of [await chromiumOrInstall(), await firefoxOrInstall()])
    console.log(`${name}: ${path}`)
  for (const target of targets) await buildExtension(target)
}

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
