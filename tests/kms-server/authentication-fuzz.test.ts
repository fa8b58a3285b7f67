/**
 * Whatever is sent as a body, a stamp, an id token or a parameter: it is refused with a fault, quickly, and nothing
 * breaks. COUNTERSIGN_RUNS multiplies the runs; a failure prints its seed.
 */
import * as fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { findCaller } from "~kms-server/policy/callers"
import { openIdTokens } from "~kms-server/policy/oidc"
import { openIssuerKeys } from "~kms-server/policy/oidc-keys"
import { readRequest } from "~kms-server/policy/requests"
import { Fault } from "~protocol"
import { type Issuer, openIssuer, openTokenStamper } from "./id-tokens"
import {
  authenticatorOf,
  type Keyholder,
  type Methods,
  openMethods,
  openOrganization,
  userOf,
} from "./methods"
import { encode, makeStamper } from "./stampers"

const RUNS = Number(process.env.COUNTERSIGN_RUNS ?? 1)
const ISSUER = "https://issuer.test"
const SLOW_MS = 50

let methods: Methods
let home: Keyholder
let issuer: Issuer

beforeAll(async () => {
  issuer = await openIssuer(ISSUER)
  const trustedIssuers = [{ issuer: ISSUER, audiences: ["kms"], jwkSet: issuer.jwkSet }]
  const keys = openIssuerKeys(() => Promise.reject(new Error("nothing is fetched here")))
  methods = await openMethods({ trustedIssuers, idTokens: openIdTokens({ trustedIssuers, keys }) })
  home = await openOrganization(methods)
})
afterAll(() => methods.close())

/** The code that reading comes to; anything thrown that is no fault, and anything slow, fails the test. */
function read(body: Uint8Array, stamp: string | null): string {
  let quickest = Number.POSITIVE_INFINITY
  let code = ""
  // A machine that does something else for a moment is slow once; what hangs is slow each time.
  for (let attempt = 0; attempt < 5 && quickest >= SLOW_MS; attempt++) {
    const begun = performance.now()
    code = codeOf(body, stamp)
    quickest = Math.min(quickest, performance.now() - begun)
  }
  expect(quickest).toBeLessThan(SLOW_MS)
  return code
}

function codeOf(body: Uint8Array, stamp: string | null): string {
  try {
    readRequest({ body, stamp, requestId: "" })
    return "read"
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return thrown.code
  }
}

describe("a request", () => {
  const stamper = makeStamper()

  it("under a header of whatever text is refused before its body is read (rule 1)", () => {
    const header = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => encode(JSON.parse(text))),
    )
    void fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 64 }), (stamp, body) => {
        expect(read(body, stamp)).toBe("UNAUTHENTICATED")
      }),
      { numRuns: 2000 * RUNS },
    )
  })

  it("under a stamp with any member changed is refused", () => {
    const body = Buffer.from("{}")
    const stamp = JSON.parse(Buffer.from(stamper.stamp(body), "base64url").toString("utf8"))
    const member = fc.constantFrom("publicKey", "signature", "kind", "algorithm", "more")
    void fc.assert(
      fc.property(member, fc.oneof(fc.string(), fc.jsonValue(), fc.base64String()), (name, value) => {
        fc.pre(JSON.stringify(stamp[name]) !== JSON.stringify(value))
        expect(read(body, encode({ ...stamp, [name]: value }))).toBe("UNAUTHENTICATED")
      }),
      { numRuns: 1000 * RUNS },
    )
  })

  it("of whatever bytes that are truly stamped is refused or read", () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 256 }),
      fc.json({ maxDepth: 20 }).map((text) => Buffer.from(text)),
      fc
        .record({
          method: fc.string(),
          params: fc.jsonValue(),
          timestampMs: fc.oneof(fc.integer(), fc.double()),
        })
        .map((envelope) => Buffer.from(JSON.stringify(envelope))),
    )
    void fc.assert(
      fc.property(body, (bytes) => {
        expect(["read", "UNAUTHENTICATED", "BODY_MALFORMED"]).toContain(read(bytes, stamper.stamp(bytes)))
      }),
      { numRuns: 2000 * RUNS },
    )
  })

  it.each([
    ["a megabyte of brackets", "[".repeat(1_000_000)],
    ["a megabyte of quotes", '"'.repeat(1_000_000)],
    ["a megabyte of escapes", `"${"\\u0000".repeat(160_000)}`],
    ["a megabyte of digits", "1".repeat(1_000_000)],
    ["a megabyte of spaces", " ".repeat(1_000_000)],
  ])("of %s is refused quickly", (_name, text) => {
    const body = Buffer.from(text)
    read(Buffer.from("{}"), stamper.stamp("{}"))
    expect(read(body, stamper.stamp(body))).toBe("BODY_MALFORMED")
  })
})

describe("an id token", () => {
  it("of whatever text, and of whatever claims that the issuer signed, is refused or read", async () => {
    const stamper = openTokenStamper()
    const body = Buffer.from(JSON.stringify({ method: "getPhantomOrganization", params: {}, timestampMs: 1 }))
    const claim = fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue(), fc.constant(undefined))
    const claims = fc
      .record(
        { sub: claim, iss: fc.oneof(claim, fc.constant(ISSUER)), aud: claim, exp: claim, nbf: claim },
        { requiredKeys: [] },
      )
      .map((some) => ({ aud: "kms", iss: ISSUER, exp: 9e9, ...some, nonce: stamper.nonce }))
    const header = { alg: "ES256", kid: "first" }
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
    const token = fc.oneof(
      fc.string(),
      claims.map((one) => `${text(header)}.${text(one)}.AAAA`),
      claims.map((one) => one),
    )
    await fc.assert(
      fc.asyncProperty(token, async (made) => {
        const idToken =
          typeof made === "string" ? made : await issuer.sign(made as never).catch(() => "unsigned")
        try {
          const request = readRequest({ body, stamp: stamper.with(idToken).stamp(body), requestId: "" })
          const caller = await findCaller(methods.database, request, methods.now(), methods.idTokens)
          expect(caller.publicKey.startsWith(`oidc:${ISSUER} `)).toBe(true)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Fault)
          expect((thrown as Fault).code).toBe("UNAUTHENTICATED")
        }
      }),
      { numRuns: 300 * RUNS },
    )
  })
})

describe("a parameter", () => {
  /** Text with everything that databases and readers trip over. */
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 64 }),
    fc.constantFrom(
      "\0",
      "a\0b",
      "\\u0000",
      "__proto__",
      "constructor",
      "%00",
      "'; drop table users; --",
      "\u202e",
    ),
  )

  it("of whatever text is refused with a fault, or written and answered as it was", async () => {
    const rule = fc.record({ expression: text, outcome: fc.constantFrom("ALLOW", "DENY"), comment: text })
    const constant = fc.record({ name: text, value: fc.jsonValue(), comment: text })
    const policy = fc.record({
      type: fc.constant("CEL"),
      rules: fc.array(rule, { maxLength: 2 }),
      constants: fc.array(constant, { maxLength: 2 }),
    })
    const source = fc.record({
      ...{ authenticatorName: text, authenticatorKind: fc.constant("oidc") },
      idTokenClaims: fc.record({ sub: text, aud: fc.array(text, { minLength: 1, maxLength: 2 }) }),
      jwkSet: fc
        .constant(issuer.jwkSet)
        .chain(({ keys: [key] }) => fc.record({ keys: fc.constant([key]), more: text })),
    })
    const user = fc.record({
      ...{ username: text, policy, traits: fc.dictionary(text, text, { maxKeys: 2 }) },
      authenticators: fc.array(source, { maxLength: 1 }),
    })
    await fc.assert(
      fc.asyncProperty(user, async (made) => {
        const { organizationId, stamper } = home
        try {
          const asked = { organizationId, user: made, replaceExpirable: true } as never
          const { users } = await methods.call(stamper, "addUserToOrganization", asked)
          const written = users.find(({ username }) => username === made.username)
          expect(written?.policy).toEqual(JSON.parse(JSON.stringify(made.policy)))
          await methods.call(stamper, "deleteUserFromOrganization", {
            organizationId,
            username: made.username,
          })
        } catch (thrown) {
          if (!(thrown instanceof Fault)) throw thrown
          expect(["BODY_MALFORMED", "POLICY_INVALID", "KEY_REFUSED"]).toContain(thrown.code)
        }
      }),
      { numRuns: 150 * RUNS },
    )
  })

  it("with a zero in it is refused, where a database would fail on it", async () => {
    const { organizationId, stamper } = home
    const rules = [{ expression: "true", outcome: "ALLOW" as const, comment: "a\0b" }]
    const policy = { type: "CEL" as const, rules, constants: [] }
    const add = { organizationId, user: userOf(makeStamper(), policy) }
    expect(await methods.refusal(stamper, "addUserToOrganization", add)).toBe("POLICY_INVALID")
    const idTokenClaims = { sub: "a\0b", aud: ["kms"] }
    const authenticator = {
      ...{ authenticatorName: "x", authenticatorKind: "oidc" },
      idTokenClaims,
      jwkSet: issuer.jwkSet,
    }
    const create = { organizationId, username: "root", authenticator }
    expect(await methods.refusal(stamper, "createAuthenticator", create)).toBe("KEY_REFUSED")
    const named = {
      organizationId,
      username: "root",
      authenticator: authenticatorOf(makeStamper(), { authenticatorName: "a\0b" }),
    }
    expect(await methods.refusal(stamper, "createAuthenticator", named)).toBe("BODY_MALFORMED")
  })
})
