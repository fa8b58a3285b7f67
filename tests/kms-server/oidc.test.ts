/** Id tokens: whose they are, whom they vouch for, and everything about them that is refused. */
import { generateKeyPairSync } from "node:crypto"
import { SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openIdTokens } from "~kms-server/policy/oidc"
import { isPrivate, openFetchJson } from "~kms-server/policy/oidc-fetch"
import { openIssuerKeys } from "~kms-server/policy/oidc-keys"
import {
  type Issuer,
  openIssuer,
  openPlace,
  openTokenStamper,
  type Place,
  type TokenStamper,
} from "./id-tokens"
import { DAY, type Methods, openMethods, openOrganization, type Stamping, userOf } from "./methods"
import { makeStamper } from "./stampers"

const ISSUER = "https://issuer.test"

let issuer: Issuer
let place: Place
let elapsed = 0
let methods: Methods
/** What the issuer's server says next. */
let served: { status: number; body: string; headers?: Record<string, string>; hangs?: boolean }

const setOf = (...issuers: Issuer[]) => ({ keys: issuers.flatMap(({ jwkSet }) => jwkSet.keys) })
const serve = (body: unknown, status = 200) => {
  served = { status, body: typeof body === "string" ? body : JSON.stringify(body) }
}

beforeAll(async () => {
  issuer = await openIssuer(ISSUER)
  serve(issuer.jwkSet)
  place = await openPlace((_request, response) => {
    if (served.hangs) return
    response.writeHead(served.status, served.headers ?? {}).end(served.body)
  })
  const trustedIssuers = [{ issuer: ISSUER, audiences: ["kms"], jwkSet: issuer.jwkSet }]
  const keys = openIssuerKeys(openFetchJson({ allowPrivate: true }), () => elapsed)
  methods = await openMethods({ trustedIssuers, idTokens: openIdTokens({ trustedIssuers, keys }) })
})
afterAll(async () => {
  await methods.close()
  await place.close()
})

/** As if everything that is kept had grown old. */
const forget = () => {
  elapsed += DAY
}

const subjectOf = (stamper: TokenStamper, sub: string) => issuer.sign({ nonce: stamper.nonce, sub })
let subjects = 0
const newSubject = () => `subject ${subjects++}`

describe("a subject of a trusted issuer", () => {
  it("founds one organization, and finds it with whatever key the next token is bound to", async () => {
    const sub = newSubject()
    const [first, second] = [openTokenStamper(), openTokenStamper("")]
    const before = first.with(await subjectOf(first, sub))
    expect(await methods.refusal(before, "getPhantomOrganization", {})).toBe("NOT_FOUND")
    const asked = { publicKey: first.publicKey }
    const made = await methods.call(before, "getOrCreatePhantomOrganization", asked)
    expect(made.users[0]?.authenticators[0]).toMatchObject({
      authenticatorKind: "oidc",
      idTokenClaims: { sub, iss: ISSUER },
      issuerUrl: ISSUER,
    })
    const later = second.with(await subjectOf(second, sub))
    expect(await methods.call(later, "getPhantomOrganization", {})).toEqual(made)
    const { organizationId } = made
    expect(await methods.call(later, "getOrganization", { organizationId })).toEqual(made)
    const wallet = { organizationId, walletName: "App Wallet", tag: "app" }
    expect((await methods.call(later, "getOrCreateWalletWithTag", wallet)).type).toBe("MNEMONIC")
  })

  it("is not another subject, and finds nothing of another's", async () => {
    const stamper = openTokenStamper()
    const one = stamper.with(await subjectOf(stamper, newSubject()))
    const other = stamper.with(await subjectOf(stamper, newSubject()))
    const made = await methods.call(one, "getOrCreatePhantomOrganization", {})
    const { organizationId } = made
    const refused = await methods.refusal(other, "getOrganization", { organizationId })
    expect(refused).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
    const own = await methods.call(other, "getOrCreatePhantomOrganization", {})
    expect(own.organizationId).not.toBe(organizationId)
  })

  it("founds by creating an organization that registers it, and not one that registers somebody else", async () => {
    const stamper = openTokenStamper()
    const sub = newSubject()
    const stamping = stamper.with(await subjectOf(stamper, sub))
    const authenticator = (name: string) => ({
      authenticatorName: "google",
      authenticatorKind: "oidc" as const,
      idTokenClaims: { sub: name, iss: ISSUER },
      issuerUrl: ISSUER,
    })
    const user = (name: string) => ({
      ...userOf(makeStamper(), { type: "ROOT" }),
      authenticators: [authenticator(name)],
    })
    const create = (name: string) => ({ organizationName: "made", users: [user(name)] })
    const refused = await methods.refusal(stamping, "createOrganization", create("somebody"))
    expect(refused).toBe("UNAUTHENTICATED: STAMP_KEY_NOT_REGISTERED")
    const made = await methods.call(stamping, "createOrganization", create(sub))
    const found = await methods.call(stamping, "getPhantomOrganization", {})
    expect(found.organizationId).toBe(made.organizationId)
  })
})

describe("a token", () => {
  let organizationId: string
  let stamper: TokenStamper
  const sub = "the subject"

  beforeAll(async () => {
    stamper = openTokenStamper()
    const stamping = stamper.with(await subjectOf(stamper, sub))
    organizationId = (await methods.call(stamping, "getOrCreatePhantomOrganization", {})).organizationId
  })

  const refusal = (stamping: Stamping) => methods.refusal(stamping, "getOrganization", { organizationId })
  const signed = (claims: object, header: object = {}) =>
    issuer.sign({ nonce: stamper.nonce, sub, ...claims }, header)
  const seconds = (ms: number) => Math.floor((Date.now() + ms) / 1000)

  it.each([
    ["whose nonce is of another key", { nonce: openTokenStamper().nonce }, "OIDC_NONCE"],
    ["without a nonce", { nonce: undefined }, "OIDC_NONCE"],
    ["that has expired", { exp: seconds(-60_000) }, "OIDC_EXPIRED"],
    ["that is not valid yet", { nbf: seconds(120_000) }, "OIDC_CLAIMS"],
    ["for somebody else", { aud: "another site" }, "OIDC_CLAIMS"],
    ["for nobody", { aud: undefined }, "OIDC_CLAIMS"],
    ["of another issuer", { iss: "https://other.test" }, "OIDC_CLAIMS"],
    ["of no issuer", { iss: undefined }, "OIDC_CLAIMS"],
    ["of an issuer with a space in it", { iss: `${ISSUER} x` }, "OIDC_CLAIMS"],
    ["of another subject", { sub: "another" }, "AUTHENTICATOR_UNKNOWN"],
    ["of no subject", { sub: undefined }, "OIDC_CLAIMS"],
  ])("%s is refused", async (_name, claims, reason) => {
    expect(await refusal(stamper.with(await signed(claims)))).toBe(`UNAUTHENTICATED: ${reason}`)
  })

  it("a little past its end or before its beginning is taken, for clocks differ", async () => {
    const idToken = await signed({ exp: seconds(-10_000), nbf: seconds(10_000), iat: seconds(-600_000) })
    const found = await methods.call(stamper.with(idToken), "getOrganization", { organizationId })
    expect(found.organizationId).toBe(organizationId)
  })

  it("without an algorithm, or of a shared secret, is refused", async () => {
    const claims = { iss: ISSUER, aud: "kms", sub, nonce: stamper.nonce, exp: seconds(60_000) }
    const unsecured = new UnsecuredJWT(claims).encode()
    expect(await refusal(stamper.with(unsecured))).toBe("UNAUTHENTICATED: OIDC_ALGORITHM")
    // The public key, as its document spells it, is no secret: a token made with it as one must not pass.
    const secret = Buffer.from(JSON.stringify(issuer.jwkSet.keys[0]))
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "first" }).sign(secret)
    expect(await refusal(stamper.with(shared))).toBe("UNAUTHENTICATED: OIDC_ALGORITHM")
  })

  it("signed by another key, or by a key that it brings itself, is refused", async () => {
    const impostor = await openIssuer(ISSUER)
    const forged = await impostor.sign({ nonce: stamper.nonce, sub })
    expect(await refusal(stamper.with(forged))).toBe("UNAUTHENTICATED: OIDC_SIGNATURE")
    const jwk = { alg: "ES256", jwk: impostor.jwkSet.keys[0], jku: "https://evil.test" } as never
    const brought = await impostor.sign({ nonce: stamper.nonce, sub }, jwk)
    expect(await refusal(stamper.with(brought))).toBe("UNAUTHENTICATED: OIDC_SIGNATURE")
  })

  it("of which any character was changed is refused", async () => {
    const idToken = await signed({})
    for (let i = 0; i < idToken.length; i += 17) {
      const other = idToken[i] === "A" ? "B" : "A"
      const changed = `${idToken.slice(0, i)}${other}${idToken.slice(i + 1)}`
      if (Buffer.from(changed, "base64url").equals(Buffer.from(idToken, "base64url"))) continue
      expect(await refusal(stamper.with(changed))).toMatch(/^UNAUTHENTICATED: OIDC_/)
    }
  })

  it.each([["garbage"], ["a.b.c"], ["e30.e30."], [""], ["e30.bnVsbA.e30"], ["....."]])(
    "that reads %j is refused",
    async (text) => {
      expect(await refusal(stamper.with(text))).toMatch(/^UNAUTHENTICATED: OIDC_(TOKEN_MALFORMED|ALGORITHM)$/)
    },
  )

  it("under another salt, or stamped with another key, is refused", async () => {
    const idToken = await signed({})
    expect(await refusal(stamper.with(idToken, { salt: "other" }))).toBe("UNAUTHENTICATED: OIDC_NONCE")
    expect(await refusal(openTokenStamper().with(idToken))).toBe("UNAUTHENTICATED: OIDC_NONCE")
    const { publicKey } = openTokenStamper()
    expect(await refusal(stamper.with(idToken, { publicKey }))).toBe("UNAUTHENTICATED: STAMP_WRONG")
  })

  it("of an issuer that nobody trusts founds nothing", async () => {
    const stranger = await openIssuer("https://stranger.test")
    const stamping = stamper.with(await stranger.sign({ nonce: stamper.nonce, sub }))
    const refused = await methods.refusal(stamping, "getOrCreatePhantomOrganization", {})
    expect(refused).toBe("UNAUTHENTICATED: OIDC_ISSUER_UNTRUSTED")
  })
})

describe("an OIDC authenticator", () => {
  type Source = { jwkSet: Issuer["jwkSet"] } | { jwksUrl: string } | { issuerUrl: string }

  /** An organization with a user who comes with a token of this source. */
  async function openMember(source: Source, claims: object = {}, more: object = {}) {
    const home = await openOrganization(methods)
    const authenticator = {
      ...{ authenticatorName: "token", authenticatorKind: "oidc" as const, ...source, ...more },
      idTokenClaims: { sub: "member", aud: ["kms"], ...claims },
    }
    const { organizationId } = home
    const user = { ...userOf(makeStamper()), authenticators: [authenticator] }
    await methods.call(home.stamper, "addUserToOrganization", { organizationId, user } as never)
    const stamper = openTokenStamper()
    const ask = async (from: Issuer, over: object = {}) => {
      const token = await from.sign({ sub: "member", nonce: stamper.nonce, ...over })
      return stamper.with(token)
    }
    const expectIn = async (from: Issuer, over?: object) => {
      const found = await methods.call(await ask(from, over), "getOrganization", { organizationId })
      expect(found.organizationId).toBe(organizationId)
    }
    const refusal = async (from: Issuer, over?: object) =>
      methods.refusal(await ask(from, over), "getOrganization", { organizationId })
    return { ...home, user, ask, expectIn, refusal }
  }

  it.each(["ES256", "ES384", "RS256", "PS256", "EdDSA"])(
    "believes keys that it was given, of %s",
    async (alg) => {
      const own = await openIssuer("https://own.test", alg)
      const member = await openMember({ jwkSet: own.jwkSet })
      await member.expectIn(own)
      expect(await member.refusal(issuer)).toMatch(/OIDC_SIGNATURE/)
      expect(await member.refusal(own, { aud: "other" })).toMatch(/OIDC_CLAIMS/)
    },
  )

  it("believes only the issuer that its claims name", async () => {
    const own = await openIssuer("https://own.test")
    const member = await openMember({ jwkSet: own.jwkSet }, { iss: "https://named.test" })
    expect(await member.refusal(own)).toMatch(/OIDC_CLAIMS/)
    await member.expectIn(own, { iss: "https://named.test" })
  })

  it("that names a trusted issuer by its keys or its claims alone is not that issuer's subject", async () => {
    const evil = await openIssuer(ISSUER)
    const stamper = openTokenStamper()
    const sub = newSubject()
    const honest = stamper.with(await issuer.sign({ sub, nonce: stamper.nonce }))
    const { organizationId } = await methods.call(honest, "getOrCreatePhantomOrganization", {})
    const member = await openMember({ jwkSet: evil.jwkSet }, { sub, iss: ISSUER })
    await member.expectIn(evil, { sub })
    const forged = stamper.with(await evil.sign({ sub, nonce: stamper.nonce }))
    expect(await methods.refusal(forged, "getPhantomOrganization", {})).toMatch(/OIDC_SIGNATURE/)
    expect(await methods.refusal(forged, "getOrganization", { organizationId })).toMatch(/OIDC_SIGNATURE/)
  })

  it("ends when its time is over, or its user's", async () => {
    const own = await openIssuer("https://own.test")
    const member = await openMember({ jwkSet: own.jwkSet }, {}, { expiresInMs: 1 })
    await new Promise((resume) => setTimeout(resume, 5))
    expect(await member.refusal(own)).toBe("UNAUTHENTICATED: AUTHENTICATOR_EXPIRED")
  })

  it("is refused without an audience, with secret keys, and twice in one organization", async () => {
    const own = await openIssuer("https://own.test")
    const { stamper, organizationId, user } = await openMember({ jwkSet: own.jwkSet })
    const base = user.authenticators[0]
    const refusal = (more: object) => {
      const asked = { organizationId, username: "root", authenticator: { ...base, ...more } }
      return methods.refusal(stamper, "createAuthenticator", asked)
    }
    expect(await refusal({})).toBe("TAKEN")
    expect(await refusal({ idTokenClaims: { sub: "member" } })).toBe("KEY_REFUSED")
    expect(await refusal({ jwkSet: { keys: [{ kty: "oct", k: "AAAA" }] } })).toBe("KEY_REFUSED")
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    expect(await refusal({ jwkSet: { keys: [privateKey.export({ format: "jwk" })] } })).toBe("KEY_REFUSED")
    expect(await refusal({ jwkSet: { keys: [] } })).toBe("KEY_REFUSED")
  })

  it("fetches its keys once, and again when a key is new, but not for every stranger's", async () => {
    forget()
    const first = await openIssuer("https://own.test", "ES256", "first")
    const second = await openIssuer("https://own.test", "ES256", "second")
    serve(first.jwkSet)
    const member = await openMember({ jwksUrl: `${place.url}/rotating` })
    const fetched = () => place.asked.filter((path) => path === "/rotating").length
    await Promise.all(Array.from({ length: 5 }, () => member.expectIn(first)))
    expect(fetched()).toBe(1)
    serve(setOf(first, second))
    expect(await member.refusal(second)).toMatch(/OIDC_SIGNATURE/)
    expect(fetched()).toBe(1)
    elapsed += 31_000
    await member.expectIn(second)
    expect(fetched()).toBe(2)
    for (let i = 0; i < 5; i++)
      expect(await member.refusal(await openIssuer("x", "ES256", `${i}`))).toMatch(/OIDC_/)
    expect(fetched()).toBe(2)
  })

  it("keeps the keys it has for their time when its issuer is away, and refuses afterwards", async () => {
    forget()
    const own = await openIssuer("https://own.test")
    serve(own.jwkSet)
    const member = await openMember({ jwksUrl: `${place.url}/away` })
    await member.expectIn(own)
    serve("gone", 500)
    elapsed += 31_000
    const unknown = await openIssuer("https://own.test", "ES256", "unknown")
    expect(await member.refusal(unknown)).toBe("UNAUTHENTICATED: OIDC_KEYS_UNREACHABLE")
    await member.expectIn(own)
    forget()
    expect(await member.refusal(own)).toBe("UNAUTHENTICATED: OIDC_KEYS_UNREACHABLE")
    serve(own.jwkSet)
    elapsed += 31_000
    await member.expectIn(own)
  })

  it.each([
    ["answers an error", { status: 500, body: "" }],
    ["sends it elsewhere", { status: 302, body: "", headers: { location: "/other" } }],
    ["answers what is not JSON", { status: 200, body: "<html>" }],
    ["answers no keys", { status: 200, body: '{"keys":[]}' }],
    ["answers a shared secret", { status: 200, body: '{"keys":[{"kty":"oct","k":"AAAA"}]}' }],
    [
      "answers more than it reads",
      { status: 200, body: JSON.stringify({ keys: [], pad: "x".repeat(70_000) }) },
    ],
    ["never answers", { status: 200, body: "", hangs: true }],
  ])("refuses where its issuer %s", async (name, answer) => {
    forget()
    const own = await openIssuer("https://own.test")
    const member = await openMember({ jwksUrl: `${place.url}/${encodeURIComponent(name)}` })
    served = answer
    const begun = performance.now()
    expect(await member.refusal(own)).toBe("UNAUTHENTICATED: OIDC_KEYS_UNREACHABLE")
    expect(performance.now() - begun).toBeLessThan(4000)
    expect(place.asked).not.toContain("/other")
  })

  it("finds the keys of an issuer by its address, if that calls itself so", async () => {
    forget()
    const own = await openIssuer("to be named")
    const named = await openPlace((request, response) => {
      const discovered = { issuer: named.url, jwks_uri: `${named.url}/keys` }
      const isDiscovery = request.url === "/.well-known/openid-configuration"
      response.end(JSON.stringify(isDiscovery ? discovered : own.jwkSet))
    })
    const member = await openMember({ issuerUrl: named.url })
    await member.expectIn(own, { iss: named.url })
    expect(await member.refusal(own)).toMatch(/OIDC_CLAIMS/)
    const elsewhere = await openMember({ issuerUrl: `${named.url}/tenant` })
    expect(await elsewhere.refusal(own, { iss: named.url })).toBe("UNAUTHENTICATED: OIDC_KEYS_UNREACHABLE")
    await named.close()
  })
})

describe("keys", () => {
  it.each([
    ["http://issuer.test/keys"],
    ["http://127.0.0.1:1/keys"],
    ["https://127.0.0.1/keys"],
    ["https://[::1]/keys"],
    ["https://169.254.169.254/latest/meta-data"],
    ["https://10.0.0.1/keys"],
    ["https://0x7f000001/keys"],
    ["https://2130706433/keys"],
    ["https://[::ffff:127.0.0.1]/keys"],
    ["https://[64:ff9b::7f00:1]/keys"],
    ["https://localhost/keys"],
    ["https://user:password@issuer.test/keys"],
    ["file:///etc/passwd"],
    ["data:application/json,{}"],
  ])("are not fetched from %s", async (url) => {
    await expect(openFetchJson()(url)).rejects.toThrow(/it (is|leads|has)/)
  })

  it("are fetched over plain http from loopback alone, where the operator says so", async () => {
    serve({ keys: 1 })
    expect(await openFetchJson({ allowPrivate: true })(`${place.url}/x`)).toEqual({ keys: 1 })
    await expect(openFetchJson({ allowPrivate: true })("http://10.0.0.1/keys")).rejects.toThrow(
      "it is not https",
    )
  })

  it.each([
    ["1.1.1.1", false],
    ["2606:4700::1111", false],
    ["192.168.1.1", true],
    ["100.64.0.1", true],
    ["fe80::1", true],
    ["fd00::1", true],
    ["2002:7f00:1::", true],
    ["::ffff:1.1.1.1", true],
    ["not an address", true],
  ])("%s is private: %s", (address, expected) => {
    expect(isPrivate(address)).toBe(expected)
  })

  it("of one slow place do not keep others waiting, however many are named", async () => {
    const hung: (() => void)[] = []
    const fetchJson = (url: string) =>
      url.startsWith("https://slow")
        ? new Promise<never>((_, reject) => hung.push(() => reject(new Error("slow"))))
        : Promise.resolve(issuer.jwkSet)
    const keys = openIssuerKeys(fetchJson)
    const slow = Array.from({ length: 100 }, (_, i) => keys.of({ jwksUrl: `https://slow/${i}` }, "named"))
    const outcomes = Promise.allSettled(slow)
    await expect(keys.of({ jwksUrl: "https://trusted" }, "trusted")).resolves.toMatchObject({ issuer: null })
    expect(hung.length).toBe(16)
    for (const fail of hung) fail()
    expect((await outcomes).every(({ status }) => status === "rejected")).toBe(true)
  })
})
