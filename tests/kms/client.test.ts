import { afterEach, describe, expect, test } from "vitest"
import {
  type KmsClient,
  type KmsClientOptions,
  memoryKeyStore,
  openKmsClient,
  openOrCreateAuthenticator,
} from "~kms"
import { Fault, STAMP_WINDOW_MS } from "~protocol"
import { engines } from "../support/engines"
import { verifiedStampOf } from "./authenticators"
import {
  answers,
  cuts,
  cutsInTheMiddle,
  hangs,
  type Line,
  refuses,
  type ScriptedKms,
  says,
  saysForever,
  stalls,
  startScriptedKms,
} from "./scripted-kms"

const NOW = 1_795_332_104_916
const organizationId = "27e32753-f0c4-419e-b972-b6971102d437"
const walletId = "7f64c2bd-0c3f-4b3a-9f0a-6a1c7d7f9b11"
const asked = { organizationId }
const signed = { signature: "c2ln", address: "S", publicKey: "s" }
const noWallets = { wallets: [], totalCount: 0, limit: 20, offset: 0 }

const authenticator = await openOrCreateAuthenticator(memoryKeyStore())

const running: ScriptedKms[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((kms) => kms.stop()))
})

type Scene = { kms: ScriptedKms; client: KmsClient; call: () => Promise<unknown> }

async function playing(script: Line[], options: Partial<KmsClientOptions> = {}): Promise<Scene> {
  const kms = await startScriptedKms(...script)
  running.push(kms)
  const client = openKmsClient({
    baseUrl: kms.baseUrl,
    authenticator,
    now: () => NOW,
    timeoutMs: 2_000,
    ...options,
  })
  return { kms, client, call: () => client.call("getOrganizationWallets", asked) }
}

const timesOf = ({ heard }: ScriptedKms) => heard.map(({ body }) => JSON.parse(body).timestampMs)

describe("a request to the KMS", () => {
  test.each(engines)("carries a stamp with $algorithm over the bytes that arrive", async ({ subtle }) => {
    const own = await openOrCreateAuthenticator(memoryKeyStore(), subtle)
    const { kms, call } = await playing([answers(noWallets)], { authenticator: own, appId: "app-1" })
    expect(await call()).toEqual(noWallets)
    const [request] = kms.heard
    expect(request?.path).toBe("/v1/wallets/kms/rpc")
    expect(request?.headers).toMatchObject({ "content-type": "application/json", "x-app-id": "app-1" })
    expect(request?.body).toBe(
      `{"method":"getOrganizationWallets","params":{"organizationId":"${organizationId}"},"timestampMs":${NOW}}`,
    )
    verifiedStampOf({ body: request?.body ?? "", stamp: String(request?.headers["x-phantom-stamp"]) })
  })

  test("names no app where there is none, and takes a base address with a slash at its end", async () => {
    const { kms } = await playing([answers(noWallets)])
    await openKmsClient({ baseUrl: `${kms.baseUrl}/`, authenticator }).call("getOrganizationWallets", asked)
    expect(kms.heard[0]?.path).toBe("/v1/wallets/kms/rpc")
    expect(kms.heard[0]?.headers).not.toHaveProperty("x-app-id")
  })

  test("arrives as it was stored, byte for byte, however late and through whichever client", async () => {
    const { kms, client } = await playing([answers(signed)])
    const message = "h\u00e9llo \u{1f47b}"
    const derivationInfo = {
      derivationPath: "m/44'/501'/0'/0'",
      curve: "Ed25519",
      addressFormat: "Solana",
    } as const
    const request = await client.stamp("signUtf8Message", {
      organizationId,
      walletId,
      message,
      algorithm: "Ed25519",
      derivationInfo,
    })
    const stored = JSON.parse(JSON.stringify(request))
    const later = openKmsClient({ baseUrl: kms.baseUrl, authenticator, now: () => NOW + 60_000 })
    expect(await later.send("signUtf8Message", stored)).toEqual(signed)
    expect(kms.heard[0]?.body).toBe(request.body)
    expect(kms.heard[0]?.headers["x-phantom-stamp"]).toBe(request.stamp)
    verifiedStampOf({ body: kms.heard[0]?.body ?? "", stamp: request.stamp })
  })

  test("is sent by the fetch it was given, as browsers want it called: as nobody's method", async () => {
    const { kms } = await playing([answers(noWallets)])
    const fetch = function (this: unknown, ...asked: Parameters<typeof globalThis.fetch>) {
      if (this !== undefined) throw new TypeError("Illegal invocation")
      return globalThis.fetch(...asked)
    }
    const client = openKmsClient({ baseUrl: kms.baseUrl, authenticator, fetch })
    expect(await client.call("getOrganizationWallets", asked)).toEqual(noWallets)
  })

  test("is not sent under the name of another method", async () => {
    const { kms, client } = await playing([answers(noWallets)])
    const request = await client.stamp("getOrganizationWallets", asked)
    await expect(client.send("getOrganization", request)).rejects.toMatchObject({ code: "BODY_MALFORMED" })
    expect(kms.heard).toEqual([])
  })
})

describe("a request without an answer", () => {
  // Long enough for a request to be heard on a busy machine before the client gives it up.
  const patienceMs = 1_000

  const silences: [string, Line][] = [
    ["the connection is cut", cuts],
    ["the connection is cut in the middle of the answer", cutsInTheMiddle],
    ["nobody answers in time", hangs],
    ["the answer begins and does not go on", stalls],
    ["a gateway says 502", says(502, "<html>")],
    ["the KMS says 503", refuses(503, "unavailable")],
    ["a gateway says 504", says(504, "")],
  ]

  test.each(silences)("is sent once more, with the same bytes, when %s", async (_, silence) => {
    const { kms, call } = await playing([silence, answers(noWallets)], { timeoutMs: patienceMs })
    expect(await call()).toEqual(noWallets)
    expect(kms.heard.length).toBe(2)
    expect(kms.heard[1]?.body).toBe(kms.heard[0]?.body)
    expect(kms.heard[1]?.headers["x-phantom-stamp"]).toBe(kms.heard[0]?.headers["x-phantom-stamp"])
  })

  test.each(silences)("is never sent a third time when again %s", async (_, silence) => {
    const { kms, call } = await playing([silence], { timeoutMs: patienceMs })
    await expect(call()).rejects.toMatchObject({ code: "KMS_UNREACHABLE" })
    expect(kms.heard.length).toBe(2)
  })

  test("ends as unreachable where nobody listens", async () => {
    const { kms, call } = await playing([cuts])
    await kms.stop()
    await expect(call()).rejects.toMatchObject({ code: "KMS_UNREACHABLE" })
  })

  test("is not followed to another address, which would get the stamp", async () => {
    const thief = await playing([answers(noWallets)])
    const { kms, call } = await playing([says(307, "", { location: `${thief.kms.baseUrl}/kms/rpc` })])
    await expect(call()).rejects.toMatchObject({ code: "KMS_UNREACHABLE" })
    expect(kms.heard.length).toBe(2)
    expect(thief.kms.heard).toEqual([])
  })
})

describe("an answer of the KMS", () => {
  const malformed: [string, Line][] = [
    ["is no JSON", says(200, "<html>signed</html>")],
    ["is empty", says(200, "")],
    ["is null", says(200, "null")],
    ["has no result", says(200, '{"error":{"code":-32000,"message":"Unauthorized"}}')],
    ["has a result of another shape", answers({ wallets: "none", totalCount: 0, limit: 1, offset: 0 })],
    ["leaves a member out", answers({ wallets: [], limit: 20, offset: 0 })],
  ]

  test.each(malformed)("is refused, and not asked for again, when it %s", async (_, line) => {
    const { kms, call } = await playing([line])
    await expect(call()).rejects.toMatchObject({
      code: "KMS_ANSWER_MALFORMED",
      context: { method: "getOrganizationWallets" },
    })
    expect(kms.heard.length).toBe(1)
  })

  test("is refused when it is not UTF-8", async () => {
    const line: Line = (response) => void response.writeHead(200).end(Buffer.from([0x22, 0xff, 0xfe, 0x22]))
    const { call } = await playing([line])
    await expect(call()).rejects.toMatchObject({ code: "KMS_ANSWER_MALFORMED" })
  })

  test("is not read to its end when it has none", async () => {
    const { kms, call } = await playing([saysForever])
    await expect(call()).rejects.toMatchObject({ code: "KMS_ANSWER_MALFORMED" })
    expect(kms.heard.length).toBe(1)
  })

  test("may say more than this client knows, which is dropped", async () => {
    const { call } = await playing([answers({ ...noWallets, newlyInvented: true })])
    expect(await call()).toEqual(noWallets)
  })
})

describe("a refusal of the KMS", () => {
  test("comes with its status, type and reason", async () => {
    const { kms, call } = await playing([refuses(403, "policy-denied")])
    await expect(call()).rejects.toMatchObject({
      code: "KMS_REFUSED",
      context: { status: 403, type: "policy-denied", detail: "because of policy-denied" },
    })
    expect(kms.heard.length).toBe(1)
  })

  test("comes with a bounded reason", async () => {
    const { call } = await playing([refuses(400, "body-malformed", { detail: "x".repeat(10_000) })])
    const thrown = await call().catch((reason: unknown) => reason)
    expect(thrown instanceof Fault && thrown.message.length).toBeLessThan(400)
  })

  test("is not believed to be about the authenticator when something else than the KMS said it", async () => {
    const { call } = await playing([says(401, "<html>Log in to this network</html>")])
    await expect(call()).rejects.toMatchObject({
      code: "KMS_REFUSED",
      context: { status: 401, type: "unreadable" },
    })
  })

  test("is about the authenticator when the clocks agree, and costs no second try", async () => {
    const { kms, call } = await playing([refuses(401, "unauthenticated", { serverTimeMs: NOW + 1_000 })])
    await expect(call()).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
    expect(kms.heard.length).toBe(1)
  })

  test("never carries the stamp or the body of the request", async () => {
    const { kms, call } = await playing([refuses(403, "policy-denied")])
    const thrown = await call().catch((reason: unknown) => reason)
    const told = JSON.stringify(thrown, Object.getOwnPropertyNames(thrown))
    expect(told).not.toContain(String(kms.heard[0]?.headers["x-phantom-stamp"]))
    expect(told).not.toContain(organizationId)
  })
})

describe("a wrong clock", () => {
  const stale = (offMs: number) => refuses(401, "unauthenticated", { serverTimeMs: NOW + offMs })
  const HOUR = 3_600_000

  test.each([HOUR, -HOUR, STAMP_WINDOW_MS + 1, -STAMP_WINDOW_MS - 1])(
    "that is %d ms off is learned from the refusal, and the request is stamped anew",
    async (offMs) => {
      const { kms, client, call } = await playing([stale(offMs), answers(noWallets)])
      expect(await call()).toEqual(noWallets)
      expect(timesOf(kms)).toEqual([NOW, NOW + offMs])
      expect(client.clockOffsetMs()).toBe(offMs)
    },
  )

  test("is not the reason when it is off by no more than the KMS allows", async () => {
    const { kms, call } = await playing([stale(STAMP_WINDOW_MS)])
    await expect(call()).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
    expect(kms.heard.length).toBe(1)
  })

  test("costs one request only: the next stamp is right", async () => {
    const { kms, call } = await playing([stale(HOUR), answers(noWallets)])
    await call()
    await call()
    expect(timesOf(kms)).toEqual([NOW, NOW + HOUR, NOW + HOUR])
  })

  test("costs none when an earlier client has learned it", async () => {
    const { kms, call } = await playing([answers(noWallets)], { clockOffsetMs: HOUR })
    await call()
    expect(timesOf(kms)).toEqual([NOW + HOUR])
  })

  test("is forgotten once it is set right", async () => {
    const { kms, client, call } = await playing([stale(0), answers(noWallets)], { clockOffsetMs: HOUR })
    await call()
    expect(timesOf(kms)).toEqual([NOW + HOUR, NOW])
    expect(client.clockOffsetMs()).toBe(0)
  })

  test("does not hide that the authenticator is refused", async () => {
    const { kms, call } = await playing([stale(HOUR)])
    await expect(call()).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
    expect(timesOf(kms)).toEqual([NOW, NOW + HOUR])
  })

  test("is tried no more than twice, however the KMS's own time jumps", async () => {
    const { kms, call } = await playing([stale(HOUR), stale(3 * HOUR), stale(5 * HOUR)])
    await expect(call()).rejects.toMatchObject({ code: "CLOCK_WRONG", context: { byMs: -3 * HOUR } })
    expect(kms.heard.length).toBe(2)
  })

  test("never gives a stored request a new stamp; the next one is right", async () => {
    const { kms, client } = await playing([stale(HOUR), answers(noWallets)])
    const stored = await client.stamp("getOrganizationWallets", asked)
    await expect(client.send("getOrganizationWallets", stored)).rejects.toMatchObject({
      code: "CLOCK_WRONG",
      context: { byMs: -HOUR },
    })
    expect(kms.heard.length).toBe(1)
    expect((await client.stamp("getOrganizationWallets", asked)).stampedAt).toBe(NOW + HOUR)
  })

  test("is not blamed for a request that was kept too long", async () => {
    const { kms, client } = await playing([stale(0)])
    const kept = openKmsClient({ baseUrl: kms.baseUrl, authenticator, now: () => NOW - HOUR })
    const stored = await kept.stamp("getOrganizationWallets", asked)
    await expect(client.send("getOrganizationWallets", stored)).rejects.toMatchObject({
      code: "KMS_REFUSED",
      context: { status: 401, type: "stamp-expired" },
    })
  })
})
