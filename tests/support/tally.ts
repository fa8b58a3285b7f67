/**
 * Counts what the tests try, for whoever runs them for long: the inputs of every property, and how long the slowest of
 * them took in processor time, which does not grow while other programs run. Changes nothing of what is tested.
 */
import { randomUUID } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeEach, expect } from "vitest"

/**
 * What one test has tried so far, under which seed. `slow`: the place of each input that took longer than any may, and
 * the least that it took in all tries of it, in ms.
 */
export type Tally = {
  file: string
  test: string
  seed: number
  inputs: number
  slowestMs: number
  slow: Record<number, number>
}

/** More than one input may take. */
const HANG_MS = 50
const MAX_SLOW = 1000
const WRITE_MS = 2000

const folder = process.env.COUNTERSIGN_TALLIES
const written = join(folder ?? "", `${randomUUID()}.json`)
const tallies = new Map<string, Tally>()
let writtenAt = 0
let before = process.cpuUsage()
/** Of the input in its test; and whether the test is tried for the first time. */
let place = 0
let isFirst = true

/** One more input, or one more round, of the test that is running. */
export function countOne(ms: number): void {
  if (folder === undefined) return
  const { currentTestName: test = "", testPath: file = "" } = expect.getState()
  const seed = Number(process.env.COUNTERSIGN_SEED)
  const tally = tallies.get(test) ?? { file, test, seed, inputs: 0, slowestMs: 0, slow: {} }
  measure(tally.slow, place++, ms)
  tallies.set(test, { ...tally, inputs: tally.inputs + 1, slowestMs: Math.max(tally.slowestMs, ms) })
  if (performance.now() - writtenAt > WRITE_MS) write()
}

/** Tried again, the same input is slow only where it is slow each time: a pause of the engine is no hang. */
function measure(slow: Tally["slow"], at: number, ms: number): void {
  const known = slow[at]
  if (isFirst && ms > HANG_MS && Object.keys(slow).length < MAX_SLOW) slow[at] = ms
  else if (known !== undefined && ms <= HANG_MS) delete slow[at]
  else if (known !== undefined) slow[at] = Math.min(known, ms)
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
  beforeEach(({ task }) => {
    place = 0
    isFirst = (task.result?.repeatCount ?? 0) === 0
  })
  afterAll(write)
}
