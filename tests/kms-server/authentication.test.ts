/** Who the KMS listens to: each rule of authentication, and that every refusal says the same and is written down. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { STAMP_WINDOW_MS } from "~protocol"
import {
  bodyOf,
  ethereumMessage,
  type Home,
  newAuthenticator,
  newUser,
  openHome,
  openTestKms,
  type TestKms,
} from "./kms"
import { decode, encode, hasHighS, makeStamper, twinOf } from "./stampers"

let kms: TestKms
let home: Home

beforeAll(async () => {
  kms = await openTestKms()
  home = await openHome(kms)
})
afterAll(() => kms.close())

/** Every failed authentication looks the same from outside; the log knows. */
async function expectUnauthenticated(answer: { status: number; error: unknown }, reason: string) {
  expect(answer.status).toBe(401)
  expect(answer.error).toMatchObject({
    type: "unauthenticated",
    detail: "Unauthorized: the stamp, its key or its time was not accepted.",
  })
  expect(await kms.lastRefusal()).toBe(`UNAUTHENTICATED: ${reason}`)
}

const getOrganization = () => ({ organizationId: home.organization.organizationId })

describe("a stamp", () => {
  it("of a registered key is accepted", async () => {
    const found = await kms.call(home.stamper, "getOrganization", getOrganization())
    expect(found.organizationId).toBe(home.organization.organizationId)
  })

  it("does not cover a body that was changed by one byte", async () => {
    const body = bodyOf("getOrganization", getOrganization())
    const tampered = body.replace("getOrganization", "getOrganizatioN")
    await expectUnauthenticated(await kms.post(tampered, home.stamper.stamp(body)), "STAMP_WRONG")
  })

  it("does not cover a body with a space more (rule 1)", async () => {
    const body = bodyOf("getOrganization", getOrganization())
    await expectUnauthenticated(await kms.post(`${body} `, home.stamper.stamp(body)), "STAMP_WRONG")
  })

  it("of a key that nobody registered is refused", async () => {
    await expectUnauthenticated(
      await kms.ask(makeStamper(), "getOrganization", getOrganization()),
      "AUTHENTICATOR_UNKNOWN",
    )
  })

  it("of another organization's key is refused", async () => {
    const other = await openHome(kms)
    await expectUnauthenticated(
      await kms.ask(other.stamper, "getOrganization", getOrganization()),
      "AUTHENTICATOR_UNKNOWN",
    )
  })

  it("is needed", async () => {
    await expectUnauthenticated(await kms.post(bodyOf("getOrganization", getOrganization())), "STAMP_ABSENT")
  })

  it.each([
    ["garbage", "!!!"],
    ["base64url of garbage", "AAAA"],
    ["JSON without its members", encode({ kind: "PKI" })],
    ["too long", "A".repeat(5000)],
  ])("that is %s is refused", async (_name, header) => {
    const body = bodyOf("getOrganization", getOrganization())
    await expectUnauthenticated(await kms.post(body, header), "STAMP_MALFORMED")
  })

  it("with a member more, or of another kind, is refused", async () => {
    const body = bodyOf("getOrganization", getOrganization())
    const stamp = decode(home.stamper.stamp(body))
    for (const changed of [
      { ...stamp, extra: 1 },
      { ...stamp, kind: "OIDC" },
    ]) {
      await expectUnauthenticated(await kms.post(body, encode(changed)), "STAMP_MALFORMED")
    }
  })

  it("with a key of the wrong length is refused", async () => {
    const body = bodyOf("getOrganization", getOrganization())
    const stamp = decode(home.stamper.stamp(body))
    await expectUnauthenticated(await kms.post(body, encode({ ...stamp, publicKey: "AAAA" })), "STAMP_KEY")
  })

  it("tells the server's time when it is refused (rule 4)", async () => {
    const { error } = await kms.ask(makeStamper(), "getOrganization", getOrganization())
    expect(Math.abs((error.serverTimeMs ?? 0) - Date.now())).toBeLessThan(5000)
  })
})

describe("the time in a request", () => {
  it.each([
    ["past", -STAMP_WINDOW_MS - 2000],
    ["future", STAMP_WINDOW_MS + 2000],
  ])("may not lie too far in the %s (rule 4)", async (_name, offset) => {
    await expectUnauthenticated(
      await kms.ask(home.stamper, "getOrganization", getOrganization(), Date.now() + offset),
      "STALE",
    )
  })

  it.each([-STAMP_WINDOW_MS + 5000, STAMP_WINDOW_MS - 5000])("may be off by %i ms", async (offset) => {
    const answer = await kms.ask(home.stamper, "getOrganization", getOrganization(), Date.now() + offset)
    expect(answer.status).toBe(200)
  })

  it("may be the same in two different requests", async () => {
    const now = Date.now()
    const first = await kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "one"), now)
    const second = await kms.ask(home.stamper, "ethereumSignMessage", ethereumMessage(home, "two"), now)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.text).not.toBe(second.text)
  })
})

describe("expiry", () => {
  async function organizationOf(user: ReturnType<typeof newUser>) {
    const root = makeStamper()
    return kms.call(root, "createOrganization", { organizationName: "brief", users: [newUser(root), user] })
  }

  it("ends an authenticator (rule 3)", async () => {
    const stamper = makeStamper()
    const { organizationId } = await organizationOf({
      ...newUser(stamper),
      authenticators: [newAuthenticator(stamper, { expiresInMs: 1 })],
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    await expectUnauthenticated(
      await kms.ask(stamper, "getOrganization", { organizationId }),
      "AUTHENTICATOR_EXPIRED",
    )
  })

  it("ends a user with all his authenticators (rule 3)", async () => {
    const stamper = makeStamper()
    const { organizationId } = await organizationOf(newUser(stamper, { type: "ROOT" }, { expiresInMs: 1 }))
    await new Promise((resolve) => setTimeout(resolve, 5))
    await expectUnauthenticated(await kms.ask(stamper, "getOrganization", { organizationId }), "USER_EXPIRED")
  })

  it("ends a founder too", async () => {
    const stamper = makeStamper()
    await kms.call(stamper, "createOrganization", {
      organizationName: "brief",
      users: [newUser(stamper, { type: "ROOT" }, { expiresInMs: 1 })],
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    await expectUnauthenticated(await kms.ask(stamper, "getPhantomOrganization", {}), "USER_EXPIRED")
  })
})

describe("P-256 stamps", () => {
  it("with a high s are accepted, as browsers make them (rule 2)", async () => {
    const stamper = makeStamper("Secp256r1")
    const p256 = await openHome(kms, stamper)
    let body: string
    let header: string
    do {
      body = bodyOf("getOrganization", { organizationId: p256.organization.organizationId })
      header = stamper.stamp(body)
    } while (!hasHighS(header))
    expect((await kms.post(body, header)).status).toBe(200)
  })

  it("have a twin (r, n − s), which is the same request and signs nothing twice (rule 4)", async () => {
    const p256 = await openHome(kms, makeStamper("Secp256r1"))
    const before = await kms.signatures()
    const body = bodyOf("ethereumSignMessage", ethereumMessage(p256, "once"))
    const header = p256.stamper.stamp(body)
    const first = await kms.post(body, header)
    const second = await kms.post(body, twinOf(header))
    expect(second).toEqual(first)
    expect(first.status).toBe(200)
    expect(await kms.signatures()).toBe(before + 1)
  })
})

describe("a body", () => {
  const sentBy = (body: string | Uint8Array) => kms.post(body, home.stamper.stamp(body))
  const params = () => JSON.stringify(getOrganization())
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`

  it.each([
    ["garbage", () => "garbage"],
    ["empty", () => ""],
    ["a list", () => "[]"],
    [
      "with a key that stands twice",
      () => `{"method":"x","method":"getOrganization","params":${params()},"timestampMs":1}`,
    ],
    [
      "with a key that stands twice in other letters",
      () => `{"method":"getOrganization","m\\u0065thod":"x","params":{},"timestampMs":1}`,
    ],
    ["with __proto__", () => `{"method":"getOrganization","params":{"__proto__":{}},"timestampMs":1}`],
    [
      "with an integer that is not safe",
      () => `{"method":"getOrganization","params":${params()},"timestampMs":9007199254740993}`,
    ],
    ["nested too deeply", () => `{"method":"getOrganization","params":${nested(40)},"timestampMs":1}`],
    ["nested a hundred thousand times", () => nested(100_000)],
    [
      "with half a character",
      () => `{"method":"getOrganization","params":{"organizationId":"\\ud800"},"timestampMs":1}`,
    ],
    [
      "with an unknown member",
      () => `{"method":"getOrganization","params":${params()},"timestampMs":1,"more":1}`,
    ],
    [
      "with a byte order mark",
      () => `\ufeff{"method":"getOrganization","params":${params()},"timestampMs":1}`,
    ],
  ])("that is stamped and %s is refused (rule 1)", async (_name, body) => {
    const answer = await sentBy(body())
    expect(answer.status).toBe(400)
    expect(answer.error.type).toBe("body-malformed")
    expect(await kms.lastRefusal()).toMatch(/^BODY_MALFORMED/)
  })

  it("that is not UTF-8 is refused (rule 1)", async () => {
    const answer = await sentBy(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))
    expect(answer.status).toBe(400)
    expect(await kms.lastRefusal()).toBe("BODY_MALFORMED: it is not UTF-8")
  })

  it("with a parameter that nobody knows is refused", async () => {
    const answer = await kms.ask(home.stamper, "getOrganization", { ...getOrganization(), more: true })
    expect(answer.error.type).toBe("body-malformed")
  })

  it("over a mebibyte is refused, and that is written down", async () => {
    const answer = await kms.post("x".repeat(1024 * 1024 + 1), "x")
    expect(answer.status).toBe(413)
    expect(await kms.lastRefusal()).toMatch(/^BODY_TOO_LARGE/)
  })

  it("of garbage without a stamp is refused, and the KMS goes on", async () => {
    await expectUnauthenticated(await kms.post("{{{{"), "STAMP_ABSENT")
    expect((await kms.ask(home.stamper, "getOrganization", getOrganization())).status).toBe(200)
  })
})

describe("a method", () => {
  it("that is not known is refused, to those who may ask", async () => {
    expect((await kms.ask(home.stamper, "mine", getOrganization())).error.type).toBe("method-unknown")
    await expectUnauthenticated(
      await kms.ask(makeStamper(), "mine", getOrganization()),
      "AUTHENTICATOR_UNKNOWN",
    )
  })

  it.each(["toString", "constructor", "__proto__", "hasOwnProperty"])(
    "named %s is not known",
    async (name) => {
      expect((await kms.ask(home.stamper, name, getOrganization())).error.type).toBe("method-unknown")
    },
  )
})
