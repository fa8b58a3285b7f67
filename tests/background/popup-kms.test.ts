/** What the face is told of the KMS: only what was proved, and that nothing was, where nothing was asked. */
import { afterEach, beforeEach, expect, test } from "vitest"
import type { KmsStatus } from "~protocol"
import { type AttestedKms, startAttestedKms } from "../kms/attested-kms"
import { NOW } from "../kms/documents"
import { leavesOf } from "../kms/trees"
import { openStage, type Stage } from "./support/stage"

let kms: AttestedKms
let stage: Stage
beforeEach(async () => {
  kms = await startAttestedKms()
  stage = await openStage({ kmsUrl: kms.baseUrl, pins: kms.options.pins })
  // The documents of the tests are of one time.
  stage.clock.now = NOW
})
afterEach(async () => {
  await Promise.all([stage.stop(), kms.stop()])
})

const status = () => stage.said<KmsStatus>("popup.kms")

test("a KMS that proves what it is, is told of with its measurements, and that it is simulated", async () => {
  const { proof, health, url } = await status()
  expect([health, url]).toEqual(["ready", kms.baseUrl])
  expect(proof).toMatchObject({
    status: "proved",
    enclave: "simulated in software",
    logSize: 5,
    logBefore: null,
  })
  if (proof.status === "proved") expect(proof.measurements).toEqual(kms.options.pins.measurements)
})

test("its log is remembered over the death of the worker: it may grow, and nothing is taken back", async () => {
  await status()
  kms.leaves = leavesOf(9)
  stage.kill()
  stage.revive()
  expect((await status()).proof).toMatchObject({ status: "proved", logBefore: 5, logSize: 9 })
  kms.leaves = leavesOf(4)
  expect((await status()).proof).toMatchObject({
    status: "refused",
    problem: { message: expect.stringContaining("shrank from 9 entries to 4") },
  })
})

test("a KMS in debug mode, and one that is another, proves nothing, and it is said why", async () => {
  kms.wrong.debug = true
  expect((await status()).proof).toMatchObject({
    status: "refused",
    problem: { message: expect.stringContaining("debug mode") },
  })
  kms.wrong.debug = false
  kms.wrong.identity = new Uint8Array(32).fill(3)
  expect((await status()).proof).toMatchObject({ status: "refused" })
})

test("one that is not there proves nothing, and one of which nothing is known is not asked to", async () => {
  await kms.stop()
  expect(await status()).toMatchObject({ health: "unreachable", proof: { status: "unreachable" } })
  const plain = await openStage({ kmsUrl: kms.baseUrl })
  expect(await plain.said<KmsStatus>("popup.kms")).toMatchObject({ proof: { status: "unpinned" } })
  await plain.stop()
})
