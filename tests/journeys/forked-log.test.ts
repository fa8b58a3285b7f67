/**
 * A client that pinned the KMS meets one that shows it another history: the identity, the programs and the signatures
 * are right, and only the audit log is not the one that it saw before.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import {
  type KmsProofOptions,
  memoryKeyStore,
  memoryLogStore,
  openKmsClient,
  openKmsProof,
  openOrCreateAuthenticator,
} from "~kms"
import { type KmsMock, noFaults, startKmsMock } from "~kms-mock"
import { measurements, pinnedMeasurements } from "../kms/documents"
import { bodyOf, newUser } from "../kms-server/kms"
import { makeStamper } from "../kms-server/stampers"
import { freshDatabase } from "../support/database"

const HOUR = 3_600_000

let mock: KmsMock
let pins: KmsProofOptions["pins"]

beforeAll(async () => {
  mock = await startKmsMock({ databaseUrl: await freshDatabase(), measurements })
  const root = await fetch(new URL("/v1/attestation/root", mock.url))
  const { rootCertificate, logKey } = await root.json()
  pins = { rootCertificate, logKey, measurements: pinnedMeasurements }
  await writeSomething()
})
beforeEach(() => mock.setFaults(noFaults))
afterAll(() => mock.stop())

async function writeSomething(): Promise<void> {
  const stamper = makeStamper()
  const body = bodyOf("createOrganization", { organizationName: "history", users: [newUser(stamper)] })
  const headers = { "x-phantom-stamp": stamper.stamp(body) }
  expect((await fetch(`${mock.url}/kms/rpc`, { method: "POST", body, headers })).status).toBe(200)
}

/** A client that has seen the log once, honestly, and that asks for the proof anew each time. */
async function openSeen() {
  const proof = openKmsProof({ baseUrl: mock.url, pins, log: memoryLogStore(), goodForMs: 0, maxAgeMs: HOUR })
  await proof.prove()
  return proof
}

describe("a log that forks", () => {
  test("is the same to whoever asks for a checkpoint and to whoever asks for an attestation", async () => {
    mock.setFaults({ forksLog: true })
    const proof = openKmsProof({ baseUrl: mock.url, pins, log: memoryLogStore() })
    const { checkpoint } = await proof.prove()
    const shown = await fetch(new URL("/v1/log/checkpoint", mock.url))
    expect(await shown.text()).toBe(checkpoint)
  })

  test("is refused by a client that saw the honest one, at the same size and when it has grown", async () => {
    const proof = await openSeen()
    await expect(proof.prove()).resolves.toMatchObject({ enclave: "simulated in software" })
    mock.setFaults({ forksLog: true })
    await expect(proof.prove()).rejects.toMatchObject({ code: "LOG_REFUSED" })
    await writeSomething()
    await expect(proof.prove()).rejects.toMatchObject({ code: "LOG_REFUSED" })
    mock.setFaults({ forksLog: false })
    await expect(proof.prove()).resolves.toMatchObject({ enclave: "simulated in software" })
  })

  test("lets nothing be asked of that KMS", async () => {
    const proof = await openSeen()
    const authenticator = await openOrCreateAuthenticator(memoryKeyStore())
    const client = openKmsClient({ baseUrl: mock.url, authenticator, proof })
    const before = (await mock.audit()).length
    mock.setFaults({ forksLog: true })
    const organizationId = "27e32753-f0c4-419e-b972-b6971102d437"
    await expect(client.call("getOrganizationWallets", { organizationId })).rejects.toMatchObject({
      code: "LOG_REFUSED",
    })
    expect((await mock.audit()).length).toBe(before)
  })
})
