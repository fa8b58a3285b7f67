/** What a long run of the tests has tried, by subject, as the tests themselves wrote it down. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"

type Tally = { file: string; test: string; inputs: number; slowestMs: number }

export type Subject = { name: string; inputs: number; slowestMs: number; slowest: string }

/** The first that fits names the subject: the name of a test's file, then the name of the test. */
const SUBJECTS: readonly [name: string, file: RegExp, test?: RegExp][] = [
  ["stamps and tokens", /authentication-fuzz/, /header|member|id token/],
  ["bodies", /authentication-fuzz|^api|strict-json/],
  ["rules", /^rules|cel-differential|derivations/],
  ["transactions and messages", /^transactions/],
  ["documents, frames and notes", /attestation|channel|^log|response/],
  ["keys and signatures", /^signer|vectors|stamper|signatures/],
  ["limits", /spends|rates/],
  ["rounds of killing", /^limits/],
]

export function readTallies(folder: string): Subject[] {
  const found = existsSync(folder) ? readdirSync(folder).flatMap((file) => talliesIn(join(folder, file))) : []
  return sumBySubject(found)
}

/** A file that is just being written is read the next time. */
function talliesIn(file: string): Tally[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return []
  }
}

function sumBySubject(tallies: readonly Tally[]): Subject[] {
  const subjects = new Map<string, Subject>()
  for (const { file, test, inputs, slowestMs } of tallies) {
    const name = subjectOf(basename(file), test)
    const sum = subjects.get(name) ?? { name, inputs: 0, slowestMs: 0, slowest: "" }
    const slower = slowestMs >= sum.slowestMs ? { slowestMs, slowest: test } : {}
    subjects.set(name, { ...sum, ...slower, inputs: sum.inputs + inputs })
  }
  return [...subjects.values()].sort((one, other) => other.inputs - one.inputs)
}

function subjectOf(file: string, test: string): string {
  const found = SUBJECTS.find(([, files, tests]) => files.test(file) && (tests?.test(test) ?? true))
  return found?.[0] ?? "everything else"
}
