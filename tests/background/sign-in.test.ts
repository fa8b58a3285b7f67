/** Sign-in messages: what is one, what only looks like one, and what does not fit who asks. */
import fc from "fast-check"
import { createSiweMessage } from "viem/siwe"
import { describe, expect, test } from "vitest"
import { readSignIn, type SignInAsker } from "~background/consent/sign-in"

const ADDRESS = "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"
const OTHER = "0x000000000000000000000000000000000000dEaD"
const now = Date.parse("2026-05-01T12:00:00Z")
const asker: SignInAsker = { origin: "https://dapp.example", address: ADDRESS, chainId: "1", now }

const fields = `URI: https://dapp.example/login
Version: 1
Chain ID: 1
Nonce: 32891757
Issued At: 2026-05-01T11:59:00Z`
const head = `dapp.example wants you to sign in with your Ethereum account:\n${ADDRESS}\n\n`
const plain = `${head}I accept the terms.\n\n${fields}`

const problemsOf = (text: string, more: Partial<SignInAsker> = {}) =>
  readSignIn(text, { ...asker, ...more })?.problems

describe("a sign-in with Ethereum", () => {
  test("is read to its last member", () => {
    const text = `${plain}
Expiration Time: 2026-05-01T13:00:00.5+00:00
Not Before: 2026-05-01T11:00:00Z
Request ID: some_id
Resources:
- ipfs://Qme7ss3ARVgxv6rXqVPiikMJ8u2NLgmgszg13pYrDKEoiu
- https://example.com/my-web2-claim.json`
    expect(readSignIn(text, asker)).toEqual({
      standard: "SIWE",
      domain: "dapp.example",
      address: ADDRESS,
      statement: "I accept the terms.",
      uri: "https://dapp.example/login",
      chainId: "1",
      chainName: null,
      nonce: "32891757",
      issuedAt: "2026-05-01T11:59:00Z",
      expirationTime: "2026-05-01T13:00:00.5+00:00",
      notBefore: "2026-05-01T11:00:00Z",
      resources: [
        "ipfs://Qme7ss3ARVgxv6rXqVPiikMJ8u2NLgmgszg13pYrDKEoiu",
        "https://example.com/my-web2-claim.json",
      ],
      problems: [],
    })
  })

  test("needs no statement", () => {
    expect(readSignIn(`${head}\n${fields}`, asker)).toMatchObject({ statement: null, problems: [] })
  })

  test("as a common library writes it has no problem, whatever it states", () => {
    const text = fc.string({ unit: fc.constantFrom(..."abc XYZ 019.,:/-"), minLength: 1, maxLength: 40 })
    const message = fc.record({
      statement: fc.option(text, { nil: undefined }),
      requestId: fc.constantFrom(undefined, "1", "some_id"),
      resources: fc.constantFrom<string[] | undefined>(
        undefined,
        ["https://a.example/b"],
        ["ipfs://c", "https://d.example"],
      ),
      scheme: fc.option(fc.constant("https"), { nil: undefined }),
      nonce: fc.constantFrom("12345678", "aBcDeFgHiJkLm0"),
    })
    fc.assert(
      fc.property(message, (more) => {
        const written = createSiweMessage({
          address: ADDRESS,
          chainId: 1,
          domain: "dapp.example",
          uri: "https://dapp.example/login",
          version: "1",
          issuedAt: new Date(now),
          ...more,
        })
        const read = readSignIn(written, asker)
        expect(read).toMatchObject({ problems: [], nonce: more.nonce, statement: more.statement ?? null })
        expect(read?.resources).toEqual(more.resources ?? [])
      }),
      { numRuns: 20 },
    )
  })

  test.each([
    ["https://dapp.example", "http://dapp.example", ["scheme-differs"]],
    ["https://dapp.example", "evil.example", ["host-differs"]],
    ["https://dapp.example", "dapp.example.evil.example", ["host-differs"]],
    ["https://dapp.example", "dapp.example:8443", ["port-differs"]],
    ["https://dapp.example", "dapp.example:443", []],
    ["https://dapp.example", "DApp.Example", []],
    ["https://dapp.example:8443", "dapp.example:443", ["port-differs"]],
    ["https://dapp.example:8443", "dapp.example", []],
    ["http://localhost:3000", "localhost:3000", []],
    ["http://localhost:3000", "http://localhost:3000", []],
    ["http://localhost:3000", "https://127.0.0.1:3001", ["scheme-differs", "host-differs", "port-differs"]],
    ["http://[::1]:3000", "[::1]:3000", []],
    ["https://dapp.example", "dapp.example@evil.example", ["malformed"]],
    ["https://dapp.example", "dаpp.example", ["malformed"]],
    ["https://dapp.example", "dapp.example ", ["malformed"]],
    ["https://dapp.example", "dapp.example/path", ["malformed"]],
  ])("asked for by %s in the name of %s has the problems %j", (origin, domain, problems) => {
    expect(problemsOf(plain.replace("dapp.example", domain), { origin })).toEqual(problems)
  })

  test("for another account, chain or time says each of these", () => {
    expect(problemsOf(plain.replace(ADDRESS, OTHER))).toEqual(["address-differs"])
    expect(problemsOf(plain.replace(ADDRESS, ADDRESS.toLowerCase()))).toEqual([])
    expect(problemsOf(plain, { chainId: "137" })).toEqual(["chain-differs"])
    expect(problemsOf(plain, { chainId: null })).toEqual([])
    const expiring = `${plain}\nExpiration Time: 2026-05-01T12:00:00Z`
    expect(problemsOf(expiring)).toEqual(["expired"])
    expect(problemsOf(expiring, { now: now - 1 })).toEqual([])
    const early = `${plain}\nNot Before: 2026-05-01T12:00:01Z`
    expect(problemsOf(early)).toEqual(["not-yet-valid"])
    expect(problemsOf(early, { now: now + 1000 })).toEqual([])
  })

  test.each([
    ["no URI", plain.replace("URI: https://dapp.example/login\n", "")],
    ["no chain", plain.replace("Chain ID: 1\n", "")],
    ["another version", plain.replace("Version: 1", "Version: 2")],
    ["a short nonce", plain.replace("32891757", "3289175")],
    ["a time that is none", plain.replace("2026-05-01T11:59:00Z", "2026-13-01T11:59:00Z")],
    ["fields in another order", plain.replace("Version: 1\nChain ID: 1", "Chain ID: 1\nVersion: 1")],
    ["a line more", `${plain}\nP.S.`],
    ["an empty line more", `${plain}\n`],
    ["carriage returns", plain.replaceAll("\n", "\r\n")],
    ["text before it", `Hello!\n${plain}`],
    ["a space before it", ` ${plain}`],
    ["no address", plain.replace(ADDRESS, "0x1")],
    ["capitals", plain.replace("Ethereum account", "ethereum account")],
    ["a statement of two lines", plain.replace("the terms.", "the\nterms.")],
    ["a resource that is none", `${plain}\nResources:\nhttps://example.com`],
    ["more text than any sign-in has", `${plain}\nRequest ID: ${"x".repeat(20_000)}`],
  ])("with %s only looks like one", (_what, text) => {
    expect(problemsOf(text)).toContain("malformed")
  })

  test("is not seen in a message that does not look like one", () => {
    expect(readSignIn("Sign in to dapp.example", asker)).toBeNull()
    expect(readSignIn("", asker)).toBeNull()
  })
})

describe("a sign-in with Solana", () => {
  const SOLANA = "6KKQsxPLFNpJSGNw6mcDwBwMrKVKVUVqGJHrBGGpvGAK"
  const solana = { ...asker, address: SOLANA, chainId: null }
  const head = `dapp.example wants you to sign in with your Solana account:\n${SOLANA}`
  const read = (text: string, more: Partial<SignInAsker> = {}) => readSignIn(text, { ...solana, ...more })

  test("may consist of its domain and its account", () => {
    expect(read(head)).toMatchObject({ standard: "SIWS", address: SOLANA, statement: null, problems: [] })
  })

  test("may have a statement, fields, or both", () => {
    expect(read(`${head}\n\nHello there.`)).toMatchObject({ statement: "Hello there.", problems: [] })
    expect(read(`${head}\n\nVersion: 1\nChain ID: mainnet`)).toMatchObject({
      statement: null,
      chainId: "mainnet",
      problems: [],
    })
    expect(
      read(`${head}\n\nHello.\n\nURI: https://dapp.example\nNonce: abcdefgh\nResources:\n- a:b`),
    ).toMatchObject({
      statement: "Hello.",
      uri: "https://dapp.example",
      nonce: "abcdefgh",
      resources: ["a:b"],
      problems: [],
    })
  })

  test("compares the account letter by letter, and the chain where it is known", () => {
    expect(read(head, { address: SOLANA.toLowerCase() })?.problems).toEqual(["address-differs"])
    expect(read(`${head}\n\nChain ID: devnet`, { chainId: "mainnet" })?.problems).toEqual(["chain-differs"])
  })

  test.each([
    `https://${head}`,
    `${head}\n`,
    `${head}\n\n`,
    `${head}\nURI: https://dapp.example`,
    `${head}\n\nHello.\nVersion: 1`,
    `${head}\n\nHello.\n\n`,
    `${head}\n\nVersion: 2`,
  ])("written as %j only looks like one", (text) => {
    expect(read(text)?.problems).toContain("malformed")
  })

  test("asked of an Ethereum account is not for that account", () => {
    expect(readSignIn(head, asker)?.problems).toEqual(["address-differs"])
  })
})

test("whatever the text, reading it ends in a verdict and soon", () => {
  const line = fc.constantFrom(
    "URI: a:b",
    "Version: 1",
    "",
    ADDRESS,
    "Resources:",
    "- a:b",
    "x",
    "Nonce: 12345678",
  )
  const body = fc.array(line, { maxLength: 30 }).map((lines) => `${head}${lines.join("\n")}`)
  fc.assert(
    fc.property(fc.oneof(body, fc.string({ maxLength: 300 })), (text) => {
      const read = readSignIn(text, asker)
      expect(read === null || Array.isArray(read.problems)).toBe(true)
    }),
  )
})
