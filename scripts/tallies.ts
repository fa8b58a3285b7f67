/** What a long run of the tests has tried, by subject, as the tests themselves wrote it down. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"

/** As `tests/support/tally.ts` writes it: `slow` has the places of the inputs that took longer than any may. */
export type Tally = {
  file: string
  test: string
  seed: number
  inputs: number
  slowestMs: number
  slow: Record<number, number>
}

export type Subject = { name: string; inputs: number; slowestMs: number; slowest: string }

/** Under this seed some inputs of a test took longer than any may; `places` are theirs, in their order. */
export type Slow = { subject: string; file: string; test: string; seed: number; places: number[]; ms: number }

/** The first that fits names the subject: the name of a test's file, then the name of the test. */
const SUBJECTS: readonly [name: string, file: RegExp, test?: RegExp][] = [
  ["stamps and tokens", /authentication-fuzz/, /header|member|id token/],
  ["bodies", /authentication-fuzz|^api|strict-json/],
  ["rules", /^rules|cel-differential|derivations/],
  ["transactions and messages", /^transactions/],
  ["documents, frames and notes", /attestation|channel|^log|response/],
  ["agreement with other libraries", /^vectors-differential/],
  ["keys and signatures", /^signer|vectors|stamper|signatures/],
  ["limits", /spends|rates/],
  ["rounds of killing", /^limits\./],
  ["whole lives", /random-lives|turns|outlook/],
]

/**
 * How long one of these takes says nothing of what is tested: it is a story in which much is asked, written and waited
 * for, or the time is that of the other libraries, which are slower.
 */
const UNTIMED: ReadonlySet<string> = new Set([
  "limits",
  "rounds of killing",
  "whole lives",
  "agreement with other libraries",
])

/** What took too long, of every subject whose time says something. */
export function slowIn(tallies: readonly Tally[]): Slow[] {
  return tallies.flatMap(({ file, test, seed, slow }) => {
    const subject = subjectOf(basename(file), test)
    const places = Object.keys(slow).map(Number)
    if (places.length === 0 || UNTIMED.has(subject)) return []
    return [{ subject, file, test, seed, places, ms: Math.max(...Object.values(slow)) }]
  })
}

export function readTallies(folder: string): Tally[] {
  return existsSync(folder) ? readdirSync(folder).flatMap((file) => talliesIn(join(folder, file))) : []
}

/** A file that is just being written is read the next time. */
function talliesIn(file: string): Tally[] {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch {
    return []
  }
}

export function sumBySubject(tallies: readonly Tally[]): Subject[] {
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
