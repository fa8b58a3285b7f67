/** Signing in with Solana, from what a site asks for to a signed message and a connected site. */
import { ed25519 } from "@noble/curves/ed25519.js"
import { base58, base64 } from "@scure/base"
import type { SolanaSignInInput as StandardInput } from "@solana/wallet-standard-features"
import { createSignInMessageText, verifySignIn } from "@solana/wallet-standard-util"
import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { signInOf, writeSignIn } from "~background/methods/solana-sign-in-message"
import type { SolanaSignInInput } from "~protocol"
import { solanaAddress } from "./support/kms"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const publicKey = ed25519.getPublicKey(new Uint8Array(32).fill(9))
const now = Date.parse("2026-05-01T12:00:00Z")
const circumstances = { address: solanaAddress, origin: "https://dapp.example", now }

const problems = (input: SolanaSignInInput, origin = circumstances.origin) =>
  signInOf(input, { ...circumstances, origin }).problems

describe("the message", () => {
  const line = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\p{Cc}\s]/u.test(text))
  const input = fc.record(
    {
      domain: line,
      statement: line,
      uri: line,
      version: line,
      chainId: line,
      nonce: line,
      issuedAt: line,
      expirationTime: line,
      notBefore: line,
      requestId: line,
      resources: fc.array(line, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )

  test("reads as an independent writer of the standard writes it", () => {
    fc.assert(
      fc.property(input, (asked) => {
        const whole = { ...asked, domain: asked.domain ?? "dapp.example", address: solanaAddress }
        expect(writeSignIn(asked, circumstances)).toBe(createSignInMessageText(whole))
      }),
    )
  })

  test("has nothing that the site did not ask for, but domain and address", () => {
    expect(writeSignIn({}, circumstances)).toBe(
      `dapp.example wants you to sign in with your Solana account:\n${solanaAddress}`,
    )
    expect(writeSignIn({ domain: "", statement: "", nonce: "" }, circumstances)).toBe(
      writeSignIn({}, circumstances),
    )
    expect(writeSignIn({}, { ...circumstances, origin: "http://localhost:3000" })).toMatch(/^localhost:3000 /)
  })
})

describe("what is wrong with a sign-in is named", () => {
  test("scheme, host and port are compared one by one", () => {
    const at = (domain: string, origin?: string) => problems({ domain }, origin)
    expect(at("dapp.example")).toEqual([])
    expect(at("DAPP.example:443")).toEqual([])
    expect(at("https://dapp.example")).toEqual([])
    expect(at("http://dapp.example")).toEqual(["scheme-differs"])
    expect(at("evil.example")).toEqual(["host-differs"])
    expect(at("dapp.example.evil.example")).toEqual(["host-differs"])
    expect(at("dapp.example:8443")).toEqual(["port-differs"])
    expect(at("http://evil.example:81")).toEqual(["scheme-differs", "host-differs", "port-differs"])
    expect(at("localhost:3000", "http://localhost:3000")).toEqual([])
    expect(at("localhost", "http://localhost:3000")).toEqual(["port-differs"])
    expect(at("bücher.example", "https://xn--bcher-kva.example")).toEqual([])
  })

  test("a domain that is none is malformed, and one cannot be hidden in another", () => {
    for (const domain of [
      "dapp.example/path",
      "evil.example@dapp.example",
      "dapp.example?x",
      "https://",
      "[::",
    ])
      expect([domain, problems({ domain })]).toEqual([domain, ["malformed"]])
  })

  test("times are held against the clock, and what is no time is malformed", () => {
    expect(problems({ expirationTime: "2026-05-01T12:00:01Z", notBefore: "2026-05-01T12:00:00Z" })).toEqual(
      [],
    )
    expect(problems({ expirationTime: "2026-05-01T14:00:00+02:00" })).toEqual(["expired"])
    expect(problems({ notBefore: "2026-05-01T12:00:00.001Z" })).toEqual(["not-yet-valid"])
    for (const text of ["tomorrow", "1777636800", "2026-13-01T00:00:00Z", "2026-05-01"]) {
      expect([text, problems({ issuedAt: text })]).toEqual([text, ["malformed"]])
      expect([text, problems({ expirationTime: text })]).toEqual([text, ["malformed"]])
    }
  })

  test("another address, another version and a resource that is none", () => {
    const other = base58.encode(new Uint8Array(32).fill(1))
    expect(problems({ address: solanaAddress, version: "1", uri: "https://dapp.example/in" })).toEqual([])
    expect(problems({ address: other })).toEqual(["address-differs"])
    expect(problems({ version: "2" })).toEqual(["malformed"])
    expect(problems({ uri: "no uri" })).toEqual(["malformed"])
  })
})

describe("a site that signs in", () => {
  let stage: Stage
  let page: TestPage
  beforeEach(async () => {
    stage = await openStage()
    page = openPage(stage)
  })
  afterEach(() => stage.stop())

  type Answer = { address: string; message: string; signature: string }

  function isValid(input: SolanaSignInInput, { address, message, signature }: Answer): boolean {
    const account = { address, publicKey, chains: [], features: [] } as never
    const [signedMessage, bytes] = [base64.decode(message), base64.decode(signature)]
    return verifySignIn(input as StandardInput, { account, signedMessage, signature: bytes })
  }

  test("is connected by it, and gets a message that an independent verifier accepts", async () => {
    await stage.createWallet()
    const input = {
      statement: "Welcome, 世界",
      uri: "https://dapp.example/login",
      version: "1",
      chainId: "mainnet",
      nonce: "oBbLoEldZs",
      issuedAt: "2026-05-01T12:00:00.000Z",
      requestId: "r-1",
      resources: ["https://dapp.example/a", "ipfs://b"],
    }
    const id = page.ask("solana_signIn", input)
    const view = await shownConsent(stage)
    expect(view).toMatchObject({
      origin: "https://dapp.example",
      subject: {
        kind: "message",
        account: { family: "solana", address: solanaAddress },
        connects: true,
        signIn: { standard: "SIWS", domain: "dapp.example", statement: "Welcome, 世界", problems: [] },
      },
    })
    expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({ accounts: [] })
    await stage.decide(view)
    const answer = resultOf(await page.answer(id)) as Answer
    expect(isValid(input, answer)).toBe(true)
    expect(page.events).toEqual([{ name: "accounts", family: "solana", accounts: [solanaAddress] }])
    expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({
      accounts: [solanaAddress],
    })
    expect(stage.kms.signatures).toEqual(["signUtf8Message"])
  })

  test("and is rejected is not connected", async () => {
    await stage.createWallet()
    const id = page.ask("solana_signIn", {})
    await stage.decide(await shownConsent(stage), "reject")
    expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
    expect(resultOf(await page.request("solana_connect", { silent: true }))).toEqual({ accounts: [] })
    expect(page.events).toEqual([])
  })

  test("before there is a wallet waits for it", async () => {
    const id = page.ask("solana_signIn", { nonce: "12345678" })
    await eventually(async () => {
      const { waiting } = await stage.said<{ waiting: string[] }>("popup.state")
      return waiting.length > 0
    })
    expect(await stage.consents()).toEqual([])
    await stage.createWallet()
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({ signIn: { nonce: "12345678" }, connects: true })
    await stage.decide(view)
    expect(isValid({ nonce: "12345678" }, resultOf(await page.answer(id)) as Answer)).toBe(true)
  })

  test("for another site's domain is shown with that problem, and the text says what is signed", async () => {
    await stage.createWallet()
    page.ask("solana_signIn", { domain: "bank.example" })
    const { subject } = await shownConsent(stage)
    if (subject.kind !== "message") throw new Error("no message")
    expect(subject.signIn).toMatchObject({ domain: "bank.example", problems: ["host-differs"] })
    expect(subject.text).toMatch(/^bank\.example wants you to sign in/)
  })

  test("is told the account that is signed with, whichever it asked for", async () => {
    await stage.createWallet()
    const other = base58.encode(new Uint8Array(32).fill(1))
    const id = page.ask("solana_signIn", { address: other })
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({
      signIn: { address: solanaAddress, problems: ["address-differs"] },
    })
    await stage.decide(view)
    expect(resultOf(await page.answer(id))).toMatchObject({ address: solanaAddress })
  })

  test("and is connected already is asked all the same", async () => {
    await stage.createWallet()
    await connectPage(stage, page, "solana_connect")
    const id = page.ask("solana_signIn", {})
    await stage.decide(await shownConsent(stage))
    expect(resultOf(await page.answer(id))).toMatchObject({ address: solanaAddress })
  })

  test("with a field that could write other fields, or that is not known, is refused", async () => {
    await stage.createWallet()
    for (const input of [
      { statement: "Hi\n\nURI: https://evil.example" },
      { nonce: "1\nIssued At: never" },
      { requestId: "a\u2028b" },
      { domain: "dapp.example wants" },
      { resources: ["a\nb"] },
      { resources: Array(33).fill("a") },
      { statement: "x".repeat(3_000) },
      { statement: "\ud800" },
      { address: "not an address" },
      { useOffchainMessage: { messageVersion: 1 } },
      { more: 1 },
      [],
    ]) {
      expect([input, reasonOf(await page.request("solana_signIn", input))]).toEqual([input, "PARAMS_INVALID"])
    }
    expect(await stage.consents()).toEqual([])
  })

  test("is disconnected while it is shown, and its sign-in ends with it", async () => {
    await stage.createWallet()
    const id = page.ask("solana_signIn", {})
    await shownConsent(stage)
    await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
    expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  })

  /** The person says yes once more where the yes was lost with the worker. */
  async function decideAgain(id: string, site: TestPage): Promise<void> {
    const open = await eventually(async () => {
      const [view] = await stage.consents()
      const kept = await (await stage.store()).getAll("consents")
      const isDecided = kept.some(({ asker, status }) => asker.askId === id && status !== "pending")
      return view ?? (site.answers.has(id) || isDecided)
    })
    if (typeof open === "object") await stage.decide(open)
  }

  test("signs in once, whenever the worker dies", async () => {
    await stage.createWallet()
    const deaths = 22
    for (let uses = 0; uses < deaths; uses++) {
      const site = openPage(stage, pageSender({ origin: `https://dapp-${uses}.example` }))
      const id = site.ask("solana_signIn", { nonce: `nonce-${uses}` })
      const view = await shownConsent(stage)
      stage.killAtUse(uses)
      const deciding = stage.decide(view)
      await eventually(() => !stage.isAlive() || site.answers.has(id))
      stage.kill()
      await deciding
      stage.revive()
      site.connect()
      await decideAgain(id, site)
      const answer = resultOf(await site.answer(id)) as Answer
      expect(isValid({ nonce: `nonce-${uses}` }, answer)).toBe(true)
      expect(site.answers.get(id)).toHaveLength(1)
      const accounts = resultOf(await site.request("solana_connect", { silent: true }))
      expect(accounts).toEqual({ accounts: [solanaAddress] })
    }
    expect(stage.kms.signatures).toHaveLength(deaths)
  }, 60_000)
})
