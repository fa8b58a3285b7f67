import { generateKeyPairSync } from "node:crypto"
import type { ServerResponse } from "node:http"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import {
  type KmsProofOptions,
  memoryKeyStore,
  memoryLogStore,
  openKmsClient,
  openKmsProof,
  openOrCreateAuthenticator,
} from "~kms"
import { type AttestedKms, RESULT, startAttestedKms } from "./attested-kms"
import { NOW } from "./documents"
import { leavesOf } from "./trees"

const RPC = "/v1/wallets/kms/rpc"
const ATTESTATION = "/v1/attestation"
const CONSISTENCY = "/v1/log/consistency"
const asked = { organizationId: "27e32753-f0c4-419e-b972-b6971102d437" }
const authenticator = await openOrCreateAuthenticator(memoryKeyStore())

let kms: AttestedKms
beforeEach(async () => {
  kms = await startAttestedKms()
})
afterEach(() => kms.stop())

const MINUTE = 60_000
let clock = NOW
beforeEach(() => {
  clock = NOW
})

function opened(options: Partial<KmsProofOptions> = {}) {
  kms.options.now = () => clock
  const proof = openKmsProof({ ...kms.options, ...options })
  const client = openKmsClient({
    baseUrl: kms.baseUrl,
    authenticator,
    proof,
    now: () => clock,
    timeoutMs: 2_000,
  })
  return { proof, client, call: () => client.call("getOrganizationWallets", asked) }
}

describe("a client that knows what the KMS must be", () => {
  test("lets it prove itself before anything is sent, and takes the result that it signed", async () => {
    const { call, proof } = opened()
    expect(await call()).toEqual(JSON.parse(RESULT))
    expect(kms.heard).toEqual([ATTESTATION, RPC])
    expect(await proof.prove()).toMatchObject({ enclave: "simulated in software", treeSize: 5 })
  })

  test("asks for the proof once, however many calls wait for it", async () => {
    const { call } = opened()
    await Promise.all([call(), call(), call(), call()])
    expect(kms.heard.filter((path) => path === ATTESTATION)).toEqual([ATTESTATION])
    await call()
    expect(kms.heard.filter((path) => path === ATTESTATION)).toEqual([ATTESTATION])
  })

  test("asks for the proof anew after its time, and when its own clock went back", async () => {
    const { call } = opened()
    await call()
    clock += 10 * MINUTE - 1
    await call()
    expect(kms.heard).toEqual([ATTESTATION, RPC, RPC])
    clock += 1
    await call()
    expect(kms.heard.slice(3)).toEqual([ATTESTATION, RPC])
    clock -= 5 * MINUTE
    await call()
    expect(kms.heard.slice(5)).toEqual([ATTESTATION, RPC])
  })

  test("accepts a KMS that was started anew, once it has proved itself anew", async () => {
    const { call } = opened()
    await call()
    await kms.restart()
    expect(await call()).toEqual(JSON.parse(RESULT))
    expect(kms.heard).toEqual([ATTESTATION, RPC, RPC, ATTESTATION])
  })

  test("asks for the proof anew when the certificate under it is over", async () => {
    const { call } = opened({ goodForMs: 24 * 60 * MINUTE })
    await call()
    clock += 3 * 60 * MINUTE
    await call()
    expect(kms.heard).toEqual([ATTESTATION, RPC, RPC])
    clock += 1
    await call()
    expect(kms.heard.slice(3)).toEqual([ATTESTATION, RPC])
  })

  test("sends nothing to a KMS in debug mode", async () => {
    kms.wrong.debug = true
    await expect(opened().call()).rejects.toMatchObject({
      code: "ATTESTATION_REFUSED",
      context: { why: "it runs in debug mode, where nothing is measured" },
    })
    expect(kms.heard).toEqual([ATTESTATION])
  })

  test("sends nothing to a KMS of another installation", async () => {
    kms.wrong.identity = new Uint8Array(32).fill(8)
    await expect(opened().call()).rejects.toMatchObject({
      code: "ATTESTATION_REFUSED",
      context: { why: "its root certificate is not the pinned one" },
    })
    expect(kms.heard).toEqual([ATTESTATION])
  })

  const says = (status: number, body: string | Uint8Array) => (response: ServerResponse) =>
    void response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end(body)
  const documents: [string, (response: ServerResponse) => void, string][] = [
    ["knows of no attestation", says(404, "no"), "ATTESTATION_REFUSED"],
    ["gives an empty document", says(200, ""), "ATTESTATION_REFUSED"],
    ["gives a document without an end", says(200, new Uint8Array(1 << 20)), "ATTESTATION_REFUSED"],
    ["sends it elsewhere", says(302, ""), "KMS_UNREACHABLE"],
    ["asks to wait", says(429, ""), "KMS_UNREACHABLE"],
    ["is not ready", says(503, ""), "KMS_UNREACHABLE"],
    ["hangs up", (response) => void response.destroy(), "KMS_UNREACHABLE"],
  ]
  test.each(documents)("sends nothing to a KMS that %s", async (_, document, code) => {
    kms.wrong.document = document
    await expect(opened().call()).rejects.toMatchObject({ code })
    expect(kms.heard).toEqual([ATTESTATION])
  })

  test("tries again after a proof that failed", async () => {
    const { call } = opened()
    kms.wrong.document = says(503, "")
    await expect(call()).rejects.toMatchObject({ code: "KMS_UNREACHABLE" })
    delete kms.wrong.document
    expect(await call()).toEqual(JSON.parse(RESULT))
  })

  test("discards a result that another key signed, after giving the KMS the chance to prove that key", async () => {
    kms.wrong.signWith = generateKeyPairSync("ed25519").privateKey
    await expect(opened().call()).rejects.toMatchObject({ code: "SIGNATURE_WRONG" })
    expect(kms.heard).toEqual([ATTESTATION, RPC, ...Array.from({ length: 8 }, () => ATTESTATION)])
  })

  test("discards a result that was signed for another request", async () => {
    kms.wrong.signs = () => new Uint8Array()
    await expect(opened().call()).rejects.toMatchObject({ code: "SIGNATURE_WRONG" })
  })

  test("discards an answer that cannot be proved, and does not say that nothing was asked", async () => {
    const { call } = opened()
    await call()
    await kms.restart()
    kms.wrong.debug = true
    await expect(call()).rejects.toMatchObject({ code: "SIGNATURE_WRONG" })
  })

  const answers: [string, (framed: string) => string, string][] = [
    ["has no signature", () => `{"result":${RESULT}}`, "KMS_ANSWER_MALFORMED"],
    ["was changed", (framed) => framed.replace('"limit":20', '"limit":21'), "SIGNATURE_WRONG"],
    ["has a member more", (framed) => framed.replace(/}$/, ',"result":{}}'), "KMS_ANSWER_MALFORMED"],
    ["has spaces", (framed) => framed.replace("{", "{ "), "KMS_ANSWER_MALFORMED"],
    ["is no JSON", () => "<html>", "KMS_ANSWER_MALFORMED"],
  ]
  test.each(answers)("does not read an answer that %s", async (_, answer, code) => {
    kms.wrong.answer = answer
    await expect(opened().call()).rejects.toMatchObject({ code })
  })

  test("reads nothing but the text that was signed", async () => {
    kms.wrong.answer = (framed) => framed.replace('{"result":', '{"result":{},"result":')
    await expect(opened().call()).rejects.toMatchObject({ code: "SIGNATURE_WRONG" })
  })

  test("trusts several policy engines behind one address, each by its own proof", async () => {
    const { call } = opened()
    await call()
    await kms.restart()
    await call()
    const before = kms.heard.length
    await Promise.all([call(), call()])
    expect(kms.heard.slice(before)).toEqual([RPC, RPC])
  })
})

describe("a client that remembers the audit log", () => {
  test("remembers the checkpoint that came with the first proof, and the newer one when it has grown", async () => {
    const log = memoryLogStore()
    await opened({ log }).call()
    expect(await log.read()).toContain("\n5\n")
    kms.leaves = leavesOf(9)
    await opened({ log }).call()
    expect(await log.read()).toContain("\n9\n")
    expect(kms.heard).toEqual([ATTESTATION, RPC, ATTESTATION, CONSISTENCY, RPC])
  })

  test("needs no proof of growth where there was none, and writes nothing", async () => {
    const kept = memoryLogStore()
    const written: string[] = []
    const log = {
      read: kept.read,
      write: (text: string) => kept.write(text).then(() => void written.push(text)),
    }
    await opened({ log }).call()
    await opened({ log }).call()
    expect(written.length).toBe(1)
    expect(kms.heard).toEqual([ATTESTATION, RPC, ATTESTATION, RPC])
  })

  const changes: [string, () => void, string][] = [
    ["shrank", () => (kms.leaves = leavesOf(4)), "it shrank from 5 entries to 4"],
    ["forked", () => (kms.leaves = leavesOf(5, "other")), "it has other entries than the 5 it had"],
    ["forked and grew", () => (kms.leaves = leavesOf(9, "other")), "it has no proof that it only grew"],
    [
      "grew, and does not prove it",
      () => {
        kms.leaves = leavesOf(9)
        kms.wrong.consistency = () => ({ path: ["AAAA", "!"] })
      },
      "it has no proof that it only grew",
    ],
  ]
  test.each(changes)("sends nothing to a KMS whose log %s, and forgets nothing", async (_, change, why) => {
    const log = memoryLogStore()
    await opened({ log }).call()
    const remembered = await log.read()
    change()
    await expect(opened({ log }).call()).rejects.toMatchObject({ code: "LOG_REFUSED", context: { why } })
    expect(await log.read()).toBe(remembered)
    expect(kms.heard.filter((path) => path === RPC)).toEqual([RPC])
  })

  test("sends nothing where the document and its log contradict each other", async () => {
    kms.wrong.checkpointOf = leavesOf(6)
    await expect(opened().call()).rejects.toMatchObject({
      code: "ATTESTATION_REFUSED",
      context: { why: "its document and its audit log contradict each other" },
    })
    expect(kms.heard).toEqual([ATTESTATION])
  })

  test("sends nothing where what it remembers is not readable any more", async () => {
    const log = memoryLogStore()
    await log.write("5")
    await expect(opened({ log }).call()).rejects.toMatchObject({ code: "LOG_REFUSED" })
    expect(kms.heard).toEqual([ATTESTATION])
  })

  test("sends nothing where it cannot remember what it saw", async () => {
    const write = () => Promise.reject(new Error("the disk is full"))
    await expect(opened({ log: { ...memoryLogStore(), write } }).call()).rejects.toThrow("the disk is full")
    expect(kms.heard).toEqual([ATTESTATION])
  })

  test("notices a log that forked while it runs", async () => {
    const { call } = opened({ log: memoryLogStore() })
    await call()
    kms.leaves = leavesOf(7, "other")
    clock += 10 * MINUTE
    await expect(call()).rejects.toMatchObject({ code: "LOG_REFUSED" })
  })
})
