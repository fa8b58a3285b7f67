/**
 * Counts what the tests try, for whoever runs them for long: the inputs of every property, and how long the slowest of
 * them took in processor time, which does not grow while other programs run. Changes nothing of what is tested.
 */
import { randomUUID } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, expect } from "vitest"

/** What one test has tried so far. */
export type Tally = { file: string; test: string; inputs: number; slowestMs: number }

const WRITE_MS = 2000

const folder = process.env.COUNTERSIGN_TALLIES
const written = join(folder ?? "", `${randomUUID()}.json`)
const tallies = new Map<string, Tally>()
let writtenAt = 0
let before = process.cpuUsage()

/** One more input, or one more round, of the test that is running. */
export function countOne(ms: number): void {
  if (folder === undefined) return
  const { currentTestName: test = "", testPath: file = "" } = expect.getState()
  const tally = tallies.get(test) ?? { file, test, inputs: 0, slowestMs: 0 }
  tallies.set(test, { ...tally, inputs: tally.inputs + 1, slowestMs: Math.max(tally.slowestMs, ms) })
  if (performance.now() - writtenAt > WRITE_MS) write()
}

function write(): void {
  writtenAt = performance.now()
  if (folder === undefined || tallies.size === 0) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(written, JSON.stringify([...tallies.values()]))
}

if (folder !== undefined) {
  fc.configureGlobal({
    ...fc.readConfigureGlobal(),
    beforeEach() {
      before = process.cpuUsage()
    },
    afterEach() {
      const { user, system } = process.cpuUsage(before)
      countOne((user + system) / 1000)
    },
  })
  afterAll(write)
}
