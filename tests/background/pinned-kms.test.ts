/** An extension that was built for one KMS: it asks no other for anything, and takes nothing that this one did not sign. */
import { generateKeyPairSync } from "node:crypto"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openOrCreateAuthenticator } from "~kms"
import { kmsBuildOf, LOCAL_KMS_URL } from "~protocol"
import { type AttestedKms, startAttestedKms } from "../kms/attested-kms"
import { NOW } from "../kms/documents"
import { openStage, type Stage } from "./support/stage"

let kms: AttestedKms
let stage: Stage
beforeEach(async () => {
  kms = await startAttestedKms()
})
afterEach(async () => {
  await Promise.all([stage.stop(), kms.stop()])
})

/** With an authenticator, so that the wallet looks for its organization. */
async function openPinned(pins = kms.options.pins): Promise<void> {
  stage = await openStage({ kmsUrl: kms.baseUrl, pins })
  stage.clock.now = NOW
  await openOrCreateAuthenticator(stage.keys)
}

const find = () => stage.said<{ trouble: { code: string; message: string } | null }>("popup.state")
const calls = () => kms.heard.filter((path) => path === "/v1/wallets/kms/rpc")

describe("a KMS that was pinned", () => {
  test("proves what it is before it is asked for anything, and once for all that follows", async () => {
    await openPinned()
    await find()
    await find()
    expect(kms.heard[0]).toBe("/v1/attestation")
    expect(calls().length).toBeGreaterThan(0)
    expect(kms.heard.filter((path) => path === "/v1/attestation")).toHaveLength(1)
    stage.kill()
    stage.revive()
    await find()
    expect(kms.heard.filter((path) => path === "/v1/attestation")).toHaveLength(2)
  })

  test.each([
    ["runs its enclaves in debug mode", () => (kms.wrong.debug = true)],
    ["is another installation", () => (kms.wrong.identity = new Uint8Array(32).fill(3))],
    ["gives no document", () => (kms.wrong.document = (response) => void response.writeHead(404).end())],
  ])("is asked for nothing where it %s", async (_how, go) => {
    await openPinned()
    go()
    const { trouble } = await find()
    expect(trouble?.message).toContain("what it is")
    expect(calls()).toEqual([])
  })

  test("is asked for nothing where it runs another program than was expected", async () => {
    const { pins } = kms.options
    await openPinned({ ...pins, measurements: { ...pins.measurements, signer: "ab".repeat(48) } })
    expect((await find()).trouble).not.toBeNull()
    expect(calls()).toEqual([])
  })

  test("is not believed what another key signed", async () => {
    await openPinned()
    kms.wrong.signWith = generateKeyPairSync("ed25519").privateKey
    const { trouble } = await find()
    expect(calls()).toHaveLength(1)
    expect(trouble).toMatchObject({ code: "SIGNATURE_WRONG" })
  })
})

describe("the KMS that an extension is built for", () => {
  const pins = () => JSON.stringify(kms.options.pins)
  beforeEach(() => openPinned())

  test("is the local one, of which nothing is expected, unless the build says otherwise", () => {
    expect(kmsBuildOf({})).toEqual({ url: LOCAL_KMS_URL })
    expect(kmsBuildOf({ url: "", pins: "" })).toEqual({ url: LOCAL_KMS_URL })
    const url = "https://kms.example/v1/wallets"
    expect(kmsBuildOf({ url: `${url}/`, pins: pins() })).toEqual({ url, pins: kms.options.pins })
    expect(kmsBuildOf({ url: "http://localhost:8411/v1/wallets" }).url).toContain("8411")
  })

  test.each([
    "kms.example/v1/wallets",
    "http://kms.example/v1/wallets",
    "https://user@kms.example/v1/wallets",
    "https://kms.example/v1/wallets?to=me",
    "ftp://127.0.0.1/",
  ])("is not one at %s", (url) => {
    expect(() => kmsBuildOf({ url })).toThrow("https")
  })

  test("is expected to be exactly what was said, or there is no build", () => {
    const whole = kms.options.pins
    const wrong: [string, unknown][] = [
      ["the whole", "pins"],
      ["rootCertificate", { ...whole, rootCertificate: "none" }],
      ["logKey", { ...whole, logKey: "countersign/log" }],
      ["measurements.signer", { ...whole, measurements: { ...whole.measurements, signer: "00" } }],
      ["the whole", { ...whole, more: 1 }],
    ]
    for (const [place, said] of wrong) {
      expect(() => kmsBuildOf({ pins: JSON.stringify(said) })).toThrow(place)
    }
    expect(() => kmsBuildOf({ pins: "{" })).toThrow("the whole")
  })
})
