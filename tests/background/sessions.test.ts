/** CAIP-25: one consent for several chains, and what may be asked in their scopes. */
import { ed25519 } from "@noble/curves/ed25519.js"
import { base58, base64 } from "@scure/base"
import { recoverMessageAddress } from "viem"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { ConsentView } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
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

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
})
afterEach(() => stage.stop())

const ORIGIN = "https://dapp.example"
const ETHEREUM = "eip155:31337"
const SOLANA = "solana:localnet"

type Scopes = Record<string, { accounts: string[]; methods: string[]; notifications: string[] }>

async function create(params: unknown, asker: TestPage = page): Promise<Scopes> {
  const id = asker.ask("wallet_createSession", params)
  await stage.decide(await withAllChains())
  return (resultOf(await asker.answer(id)) as { sessionScopes: Scopes }).sessionScopes
}

/** The request with everything chosen that is offered. */
async function withAllChains(): Promise<ConsentView> {
  const { id, digest, subject } = await shownConsent(stage)
  if (subject.kind !== "connect") throw new Error(subject.kind)
  const change = { type: "chains", chains: subject.offered.chains.map((chain) => chain.id) }
  return stage.said<ConsentView>("popup.amend", { id, digest, change })
}

const createBoth = () =>
  create({
    optionalScopes: { [ETHEREUM]: { methods: ["personal_sign", "eth_chainId"] }, [SOLANA]: {} },
  })

async function session(asker: TestPage = page): Promise<Scopes> {
  return (resultOf(await asker.request("wallet_getSession")) as { sessionScopes: Scopes }).sessionScopes
}

const invoke = (scope: string, method: string, params?: unknown) =>
  page.ask("wallet_invokeMethod", { scope, request: { method, params } })

const numberOf = async (id: string) => {
  const answer = await page.answer(id)
  return "error" in answer ? answer.error.code : null
}

test("a site gets accounts on several chains by one consent, which names the chains", async () => {
  const id = page.ask("wallet_createSession", {
    requiredScopes: { [ETHEREUM]: { methods: ["personal_sign"], notifications: ["eth_subscription"] } },
    optionalScopes: { [SOLANA]: { methods: ["signMessage", "unheardOf"] }, "eip155:99999": { methods: [] } },
    sessionProperties: { anything: true },
  })
  const view = await withAllChains()
  expect(view.subject).toMatchObject({
    kind: "connect",
    accounts: [
      { family: "ethereum", address: ethereumAddress },
      { family: "solana", address: solanaAddress },
    ],
    chains: [{ id: ETHEREUM }, { id: SOLANA }],
  })
  expect(await session()).toEqual({})
  await stage.decide(view)
  const scopes = {
    [ETHEREUM]: {
      accounts: [`${ETHEREUM}:${ethereumAddress}`],
      methods: ["personal_sign"],
      notifications: ["eth_subscription"],
    },
    [SOLANA]: { accounts: [`${SOLANA}:${solanaAddress}`], methods: ["signMessage"], notifications: [] },
  }
  expect(resultOf(await page.answer(id))).toEqual({ sessionScopes: scopes })
  expect(await session()).toEqual(scopes)
  expect(page.events).toContainEqual({ name: "session", scopes })
  expect(resultOf(await page.request("eth_accounts"))).toEqual([ethereumAddress])
})

test("the same session is answered again without a window, and another takes its place", async () => {
  const first = await createBoth()
  const asked = {
    optionalScopes: { [ETHEREUM]: { methods: ["personal_sign", "eth_chainId"] }, [SOLANA]: {} },
  }
  expect(resultOf(await page.request("wallet_createSession", asked))).toEqual({ sessionScopes: first })
  expect(await stage.consents()).toEqual([])
  const next = await create({ scopes: { [SOLANA]: {} } })
  expect(Object.keys(next)).toEqual([SOLANA])
  expect(await session()).toEqual(next)
})

test("a whole namespace stands for the chains that it names", async () => {
  const scopes = await create({
    requiredScopes: { eip155: { references: ["31337"], methods: ["personal_sign"] } },
    optionalScopes: { eip155: { chains: [ETHEREUM], methods: ["eth_chainId"] } },
  })
  expect(scopes).toMatchObject({ [ETHEREUM]: { methods: ["personal_sign", "eth_chainId"] } })
})

test("a session that is asked for before there is a wallet waits for it", async () => {
  const empty = await openStage()
  try {
    const waiting = openPage(empty)
    const id = waiting.ask("wallet_createSession", { optionalScopes: { [SOLANA]: {} } })
    await empty.createWallet()
    await empty.decide(await shownConsent(empty))
    expect(resultOf(await waiting.answer(id))).toMatchObject({ sessionScopes: { [SOLANA]: {} } })
  } finally {
    await empty.stop()
  }
})

test("a person's no gives no session", async () => {
  const id = page.ask("wallet_createSession", { optionalScopes: { [ETHEREUM]: {} } })
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  expect(await session()).toEqual({})
})

test.each([
  [5100, { requiredScopes: { "eip155:99999": { methods: [] } } }],
  [5100, { requiredScopes: { "cosmos:hub": { methods: [] } } }],
  [5100, { requiredScopes: { eip155: { methods: [] } } }],
  [5100, { optionalScopes: { "eip155:99999": {}, wallet: {} } }],
  [5101, { requiredScopes: { [ETHEREUM]: { methods: ["eth_steal"] } } }],
  [5101, { requiredScopes: { [SOLANA]: { methods: ["personal_sign"] } } }],
  [5101, { requiredScopes: { [ETHEREUM]: { methods: ["wallet_createSession"] } } }],
  [5102, { requiredScopes: { [SOLANA]: { notifications: ["eth_subscription"] } } }],
  [5203, { requiredScopes: { [ETHEREUM]: { chains: ["eip155:1"] } } }],
  [5203, { optionalScopes: { eip155: { chains: [SOLANA] } } }],
  [5300, { optionalScopes: { [ETHEREUM]: {} }, scopedProperties: [] }],
  [5302, { optionalScopes: { [ETHEREUM]: {} }, sessionProperties: {} }],
  [5302, { optionalScopes: { [ETHEREUM]: {} }, sessionProperties: "x" }],
  [-32602, {}],
  [-32602, { optionalScopes: {} }],
  [-32602, { optionalScopes: { "not a scope": {} } }],
  [-32602, { optionalScopes: { [ETHEREUM]: { methods: "personal_sign" } } }],
  [
    -32602,
    { optionalScopes: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`eip155:${at}`, {}])) },
  ],
  [-32602, { optionalScopes: { [ETHEREUM]: {} }, more: 1 }],
  [-32602, [{ optionalScopes: { [ETHEREUM]: {} } }]],
  [-32602, undefined],
])("what cannot be granted as it stands is refused with %d, and nobody is asked", async (code, params) => {
  expect(await numberOf(page.ask("wallet_createSession", params))).toBe(code)
  expect(await stage.consents()).toEqual([])
})

describe("in the scopes of a session", () => {
  test("an Ethereum message is asked for and signed like any other", async () => {
    await createBoth()
    const id = invoke(ETHEREUM, "personal_sign", ["0x00ff", ethereumAddress])
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({ kind: "message", bytes: "0x00ff" })
    await stage.decide(view)
    const signature = resultOf(await page.answer(id)) as `0x${string}`
    expect(await recoverMessageAddress({ message: { raw: "0x00ff" }, signature })).toBe(ethereumAddress)
  })

  test("a method that only reads goes to the chain of the scope", async () => {
    await createBoth()
    expect(resultOf(await page.answer(invoke(ETHEREUM, "eth_chainId")))).toBe("0x7a69")
  })

  test("Solana's methods go by the names that clients of this standard use", async () => {
    await createBoth()
    const account = { address: solanaAddress }
    expect(resultOf(await page.answer(invoke(SOLANA, "getAccounts")))).toEqual({ accounts: [solanaAddress] })

    const message = base64.encode(new TextEncoder().encode("hello"))
    const signing = invoke(SOLANA, "signMessage", { account, message })
    await stage.decide(await shownConsent(stage))
    const { signature } = resultOf(await page.answer(signing)) as { signature: string }
    const key = base58.decode(solanaAddress)
    expect(ed25519.verify(base64.decode(signature), base64.decode(message), key)).toBe(true)

    const transaction = solanaTransaction("one")
    const sending = invoke(SOLANA, "signAndSendTransaction", { account, transaction, scope: SOLANA })
    await stage.decide(await shownConsent(stage))
    resultOf(await page.answer(sending))
    expect(stage.networks.solanaTaken).toHaveLength(1)
  })

  test("nothing else may be invoked", async () => {
    await createBoth()
    const refusals = [
      invoke(ETHEREUM, "eth_sendTransaction", [{ from: ethereumAddress }]),
      invoke(ETHEREUM, "wallet_revokeSession"),
      invoke(ETHEREUM, "wallet_invokeMethod", { scope: ETHEREUM, request: { method: "eth_chainId" } }),
      invoke(ETHEREUM, "__proto__"),
      invoke("eip155:1", "personal_sign", ["0x00", ethereumAddress]),
      invoke("__proto__:x", "toString"),
      invoke(SOLANA, "solana_signMessage", {}),
      invoke(SOLANA, "constructor", {}),
    ]
    for (const id of refusals) {
      expect(["SCOPE_NOT_GRANTED", "PARAMS_INVALID"]).toContain(reasonOf(await page.answer(id)))
    }
    expect(await stage.consents()).toEqual([])
  })

  test("what is invoked is checked like any other request", async () => {
    await createBoth()
    const wrong = [
      invoke(ETHEREUM, "personal_sign", ["0x00", "0x000000000000000000000000000000000000dEaD"]),
      invoke(ETHEREUM, "personal_sign", { nothing: true }),
      invoke(SOLANA, "signMessage", { account: {}, message: 1 }),
      invoke(SOLANA, "signMessage", { account: { address: solanaAddress }, message: "***" }),
      invoke(SOLANA, "signTransaction", null),
    ]
    const reasons = await Promise.all(wrong.map(async (id) => reasonOf(await page.answer(id))))
    expect(reasons).toEqual([
      "ACCOUNT_NOT_CONNECTED",
      "PARAMS_INVALID",
      "PARAMS_INVALID",
      "PARAMS_INVALID",
      "PARAMS_INVALID",
    ])
  })
})

const isSession = (event: unknown) => (event as { name: string }).name === "session"

describe("a session", () => {
  test("is the origin's own", async () => {
    await createBoth()
    const other = openPage(stage, pageSender({ origin: "https://other.example" }))
    expect(await session(other)).toEqual({})
    const asked = { scope: ETHEREUM, request: { method: "eth_chainId" } }
    expect(reasonOf(await other.request("wallet_invokeMethod", asked))).toBe("SCOPE_NOT_GRANTED")
  })

  test("is given back in part, and then whole, and the pages hear of it", async () => {
    await createBoth()
    expect(resultOf(await page.request("wallet_revokeSession", { scopes: [SOLANA] }))).toBe(true)
    expect(Object.keys(await session())).toEqual([ETHEREUM])
    expect(reasonOf(await page.answer(invoke(SOLANA, "signMessage", {})))).toBe("SCOPE_NOT_GRANTED")
    expect(resultOf(await page.request("wallet_revokeSession"))).toBe(true)
    expect(await session()).toEqual({})
    expect(resultOf(await page.request("eth_accounts"))).toEqual([])
    expect(page.events.filter(isSession)).toMatchObject([
      { scopes: { [ETHEREUM]: {}, [SOLANA]: {} } },
      { scopes: { [ETHEREUM]: {} } },
      { scopes: {} },
    ])
    expect(resultOf(await page.request("wallet_revokeSession", {}))).toBe(true)
  })

  test("ends with the site's connection, and what was asked in it ends too", async () => {
    await createBoth()
    const id = invoke(ETHEREUM, "personal_sign", ["0x00", ethereumAddress])
    await shownConsent(stage)
    await stage.said("popup.disconnectSite", { origin: ORIGIN })
    expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
    expect(await session()).toEqual({})
    expect(page.events).toContainEqual({ name: "session", scopes: {} })
  })

  test("survives the worker", async () => {
    const scopes = await createBoth()
    stage.kill()
    stage.revive()
    page.connect()
    expect(await session()).toEqual(scopes)
  })

  test("is told to a page that comes back, as it is by then", async () => {
    const scopes = await createBoth()
    page.connect(true)
    await eventually(() => page.events.filter(isSession).length > 1)
    expect(page.events.filter(isSession).at(-1)).toEqual({ name: "session", scopes })
    await stage.said("popup.disconnectSite", { origin: ORIGIN })
    page.events.length = 0
    page.connect(true)
    await eventually(() => page.events.some(isSession))
    expect(page.events.find(isSession)).toEqual({ name: "session", scopes: {} })
  })

  test("does not come of connecting alone", async () => {
    await connectPage(stage, page)
    expect(await session()).toEqual({})
    expect(reasonOf(await page.answer(invoke(ETHEREUM, "eth_chainId")))).toBe("SCOPE_NOT_GRANTED")
  })
})
