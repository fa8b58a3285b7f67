/**
 * `npm run test:long`: the properties, the fuzzing and the killing of the tests, so many times more. A number after
 * `--` says how many times; 100 makes more than a million inputs.
 */
import { parseArgs } from "node:util"
import { runOutermost } from "./outermost"
import { runProject, sumOf } from "./suites"

const HELP = `npm run test:long [-- TIMES]

Runs the unit tests and the KMS with COUNTERSIGN_RUNS=TIMES (100 unless said otherwise: more than a million inputs)
and COUNTERSIGN_ROUNDS=2*TIMES rounds of killing parts at random (200). Takes hours.`

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
  process.env.COUNTERSIGN_RUNS = String(times)
  process.env.COUNTERSIGN_ROUNDS = String(2 * times)
  const { passed, failed } = sumOf([await runProject("unit"), await runProject("kms", "verbose")])
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})
