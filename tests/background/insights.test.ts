/** Insight into an open consent: what comes at once, what comes later, what is never asked, and what is forgotten. */
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { ConsentView, Insight } from "~protocol"
import { tokenList } from "~scripts"
import { ethereumAddress } from "./support/kms"
import { ethereumAt, refuse, silent } from "./support/nodes"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  pageSender,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"
import {
  approvalLog,
  approvalOf,
  SPENDER,
  startTriedNode,
  TOKEN,
  type TriedNode,
  transferLog,
  transferOf,
} from "./support/tried-node"

const CHAIN = "eip155:7777"
const UNBOUNDED = 2n ** 256n - 1n
const asset = { chain: CHAIN, address: TOKEN, tokenId: null }

let node: TriedNode
let stage: Stage
let page: TestPage
let listed: string[]
/** Null where the list is there at once. */
let listComes: Promise<void> | null

beforeEach(async () => {
  node = await startTriedNode()
  listed = []
  listComes = null
  const phishing = () => ({ version: 2, tolerance: 2, fuzzylist: [], whitelist: [], blacklist: listed })
  const files = {
    shipped: async (path: string) => {
      if (path.endsWith(".json")) await listComes
      return path.endsWith(".json") ? JSON.stringify(phishing()) : tokenList()
    },
    download: async () => {
      throw new Error("nobody allowed this")
    },
  }
  stage = await openStage({ more: [ethereumAt(7777, [node.url])], files })
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
  resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x1e61" }]))
})
afterEach(() => Promise.all([stage.stop(), node.stop()]))

const call = (data: string, more: object = {}) => [
  { from: ethereumAddress, to: TOKEN, gas: "0xc350", data, ...more },
]
const lookAt = ({ id }: ConsentView) => stage.said<Insight | null>("popup.insight", { id })

async function insightOf(view: ConsentView): Promise<Insight> {
  const insight = await lookAt(view)
  if (insight === null) throw new Error("there is no insight")
  return insight
}

/** What is said once `isThere`. */
async function untilThere(view: ConsentView, isThere: (insight: Insight) => boolean): Promise<Insight> {
  return eventually(async () => {
    const insight = await insightOf(view)
    return isThere(insight) && insight
  })
}
const whole = (view: ConsentView) => untilThere(view, ({ isPending }) => !isPending)
const codes = ({ risks }: Insight) => risks.map(({ code }) => code)

async function asked(data: string, more: object = {}): Promise<ConsentView> {
  page.ask("eth_sendTransaction", call(data, more))
  return shownConsent(stage)
}

describe("at once", () => {
  test("it is said what an approval does and what is risky about it, though the network says nothing", async () => {
    const view = await asked(approvalOf(UNBOUNDED))
    for (const method of ["eth_simulateV1", "eth_blockNumber", "eth_call"]) node.instead.set(method, silent)
    const insight = await untilThere(view, ({ risks }) => risks.length > 0)
    expect(insight).toMatchObject({ id: view.id, digest: view.digest, isPending: true, isPageThere: true })
    expect(insight.simulation).toEqual({ status: "pending" })
    expect(insight.readings).toMatchObject([
      {
        how: "exact",
        action: { type: "approve", asset, amount: null, spender: SPENDER, adds: false, expiresAt: null },
        signature: "approve(address,uint256)",
      },
    ])
    expect(insight.risks).toEqual([
      {
        code: "unlimited-approval",
        severity: "high",
        terms: { asset: TOKEN, spender: SPENDER },
        place: null,
      },
    ])
  })

  test("no risk is not taken for no risk as long as nobody has looked", async () => {
    const view = await asked(approvalOf(UNBOUNDED))
    stage.kill()
    let come: () => void = () => undefined
    listComes = new Promise((resolve) => {
      come = resolve
    })
    stage.revive()
    for (const _ of [1, 2])
      expect(await insightOf(view)).toMatchObject({ risks: [], isAppraised: false, isPending: true })
    come()
    const appraised = await untilThere(view, ({ isAppraised }) => isAppraised)
    expect(codes(appraised)).toContain("unlimited-approval")
  })

  test("nothing is tried before somebody looks, and nothing of what nobody looks at", async () => {
    page.ask("eth_sendTransaction", call(approvalOf(1n)))
    page.ask("eth_sendTransaction", call(approvalOf(2n)))
    await eventually(async () => (await stage.consents()).length === 2)
    expect(node.count("eth_simulateV1")).toBe(0)
    expect(stage.kms.outlook.asked).toEqual([])
    const [first] = await stage.consents()
    if (first === undefined) throw new Error("nothing is shown")
    await whole(first)
    expect(node.count("eth_simulateV1")).toBe(1)
  })

  test("however often it is asked for, each part is found out once", async () => {
    const view = await asked(approvalOf(1n))
    await Promise.all(Array.from({ length: 20 }, () => lookAt(view)))
    await whole(view)
    await Promise.all(Array.from({ length: 20 }, () => lookAt(view)))
    expect(node.count("eth_simulateV1")).toBe(1)
    expect(stage.kms.outlook.asked).toHaveLength(1)
  })
})

describe("what comes later", () => {
  test("is announced: what would come of it, and what its token is called", async () => {
    node.logs = [approvalLog(7n)]
    const view = await asked(approvalOf(7n))
    const before = stage.announced()
    const insight = await whole(view)
    expect(insight.simulation).toEqual({
      status: "known",
      changes: [],
      approvals: [{ asset, amount: "7", spender: SPENDER }],
      at: "10",
      isPartial: false,
    })
    await untilThere(view, ({ assets }) => assets.length === 1 && assets[0]?.source === "chain")
    expect((await insightOf(view)).assets).toEqual([{ asset, symbol: "TKN", decimals: 6, source: "chain" }])
    expect(stage.announced()).toBeGreaterThan(before)
  })

  test("is announced a few times and not for ever", async () => {
    node.logs = [approvalLog(7n)]
    const view = await asked(approvalOf(7n))
    await whole(view)
    await untilThere(view, ({ assets }) => assets.length === 1)
    await new Promise((resume) => setTimeout(resume, 50))
    const settled = stage.announced()
    for (let n = 0; n < 10; n++) await lookAt(view)
    await new Promise((resume) => setTimeout(resume, 50))
    expect(stage.announced()).toBe(settled)
  })

  test("that all of a token goes is told once it is known how much there is", async () => {
    const to = "0x90F79bf6EB2c4f870365E785982E1f101E93b906"
    node.logs = [transferLog(to, 500n)]
    const view = await asked(transferOf(to, 500n))
    const insight = await untilThere(view, (one) => codes(one).includes("gives-everything"))
    expect(insight.simulation).toMatchObject({ changes: [{ asset, delta: "-500" }] })
    expect(insight.risks).toContainEqual({
      ...{ code: "gives-everything", severity: "high", terms: { asset: TOKEN }, place: null },
    })
  })

  test("that some of a token goes, or that nobody says how much there is, is no such risk", async () => {
    const to = "0x90F79bf6EB2c4f870365E785982E1f101E93b906"
    node.balance = 5000n
    node.logs = [transferLog(to, 500n)]
    const some = await asked(transferOf(to, 500n))
    await whole(some)
    await eventually(() => node.asked.some(({ params }) => JSON.stringify(params).includes("0x70a08231")))
    await stage.decide(some, "reject")
    node.logs = [transferLog(to, 400n)]
    node.instead.set("eth_call", refuse({ code: -32000, message: "not now" }))
    const unknown = await asked(transferOf(to, 400n))
    const insight = await whole(unknown)
    expect(codes(insight)).not.toContain("gives-everything")
  })

  test("a token that calls itself like a listed one, or like the chain's currency, is not called so", async () => {
    node.symbol = "TST"
    node.logs = [approvalLog(7n)]
    const insight = await untilThere(await asked(approvalOf(7n)), ({ assets }) => assets.length === 1)
    expect(insight.assets).toEqual([{ asset, symbol: null, decimals: 6, source: "chain" }])
  })

  test("a token as recipient is told once it has answered as one", async () => {
    const view = await asked("0x", { value: "0x1" })
    const insight = await untilThere(view, (one) => codes(one).includes("token-as-recipient"))
    expect(codes(insight)).toContain("token-as-recipient")
  })

  test("a failure is told with the contract's reason", async () => {
    const revert = { status: "0x0", returnData: "0x", error: { code: 3, message: "execution reverted" } }
    node.instead.set("eth_simulateV1", () => [{ calls: [revert] }])
    const insight = await whole(await asked(approvalOf(7n)))
    const reason = "the contract gives no reason"
    expect(insight.simulation).toEqual({ status: "fails", reason, at: "10" })
    expect(insight.risks).toContainEqual(
      expect.objectContaining({ code: "simulation-fails", terms: { reason } }),
    )
  })

  test("a network that lacks a way to try is not asked for it again", async () => {
    for (const method of ["eth_simulateV1", "debug_traceCall"]) {
      node.instead.set(method, refuse({ code: -32601, message: "method not found" }))
    }
    const first = await asked(approvalOf(7n))
    expect((await whole(first)).simulation).toMatchObject({ status: "known", isPartial: true })
    await stage.decide(first, "reject")
    await whole(await asked(approvalOf(8n)))
    expect(node.count("eth_simulateV1")).toBe(1)
    expect(node.count("debug_traceCall")).toBe(1)
  })
})

describe("while it is looked at", () => {
  test("it is tried again once the chain has moved, and what was known stands until then", async () => {
    node.logs = [approvalLog(7n)]
    const view = await asked(approvalOf(7n))
    await whole(view)
    stage.clock.now += 6_000
    await lookAt(view)
    await eventually(() => node.count("eth_blockNumber") > 1)
    await new Promise((resume) => setTimeout(resume, 30))
    expect(node.count("eth_simulateV1")).toBe(1)
    node.head = 11
    node.logs = [approvalLog(9n)]
    stage.clock.now += 6_000
    const meanwhile = await insightOf(view)
    expect(meanwhile.simulation).toMatchObject({ status: "known", at: "10" })
    expect(meanwhile.isPending).toBe(false)
    const after = await untilThere(view, ({ simulation }) => "at" in simulation && simulation.at === "11")
    expect(after.simulation).toMatchObject({ approvals: [{ amount: "9" }] })
  })

  test("with every block what goes is tried again, and what somebody is called is not asked again", async () => {
    const to = "0x90F79bf6EB2c4f870365E785982E1f101E93b906"
    node.logs = [transferLog(to, 5n)]
    const view = await asked(transferOf(to, 5n))
    const calls = () =>
      node.asked.filter(({ params }) => /0x(95d89b41|313ce567)/.test(JSON.stringify(params)))
    await whole(view)
    const before = calls().length
    expect(before).toBe(4)
    for (const head of [11, 12, 13]) {
      node.head = head
      stage.clock.now += 6_000
      await untilThere(view, ({ simulation }) => "at" in simulation && simulation.at === `${head}`)
      await whole(view)
    }
    expect(node.count("eth_simulateV1")).toBe(4)
    expect(calls().length).toBe(before)
  })

  test("a result stays where the network goes away afterwards", async () => {
    node.logs = [approvalLog(7n)]
    const view = await asked(approvalOf(7n))
    const { simulation } = await whole(view)
    node.head = 11
    node.instead.set("eth_simulateV1", refuse({ code: -32005, message: "rate limit" }))
    stage.clock.now += 6_000
    await lookAt(view)
    await eventually(() => node.count("eth_simulateV1") === 2)
    await new Promise((resume) => setTimeout(resume, 30))
    expect((await insightOf(view)).simulation).toEqual(simulation)
  })

  test("what was changed is another request: it is read and tried anew", async () => {
    node.logs = [approvalLog(7n)]
    const view = await asked(approvalOf(UNBOUNDED))
    await whole(view)
    const change = { type: "approval", place: 0, amount: "5" }
    const amended = await stage.said<ConsentView>("popup.amend", { id: view.id, digest: view.digest, change })
    const insight = await whole(amended)
    expect(insight.digest).toBe(amended.digest)
    expect(insight.readings).toMatchObject([{ action: { amount: "5" } }])
    expect(codes(insight)).not.toContain("unlimited-approval")
    expect(node.count("eth_simulateV1")).toBe(2)
  })

  test("a worker that died begins again", async () => {
    const view = await asked(approvalOf(UNBOUNDED))
    const before = await whole(view)
    stage.kill()
    stage.revive()
    page.connect()
    await shownConsent(stage)
    expect(await whole(view)).toEqual(before)
    expect(node.count("eth_simulateV1")).toBe(2)
  })

  test("nothing is known of what has ended, or never was", async () => {
    const view = await asked(approvalOf(7n))
    await whole(view)
    await stage.decide(view, "reject")
    expect(await lookAt(view)).toBeNull()
    expect(await stage.said("popup.insight", { id: "00000000-0000-4000-8000-000000000000" })).toBeNull()
  })
})

describe("what cannot be tried", () => {
  test("a message has risks, and neither network nor readings", async () => {
    page.ask("personal_sign", ["0x48656c6c6f", ethereumAddress])
    const insight = await whole(await shownConsent(stage))
    expect(insight.readings).toEqual([])
    expect(insight.simulation).toEqual({ status: "unavailable", why: "not-applicable" })
    expect(node.count("eth_simulateV1")).toBe(0)
  })

  test("typed data for another chain than the one that the site is on is told", async () => {
    const typedData = {
      types: {
        EIP712Domain: [{ name: "chainId", type: "uint256" }],
        Mail: [{ name: "to", type: "address" }],
      },
      primaryType: "Mail",
      domain: { chainId: 7777 },
      message: { to: SPENDER },
    }
    page.ask("eth_signTypedData_v4", [ethereumAddress, JSON.stringify(typedData)])
    const view = await shownConsent(stage)
    const here = await whole(view)
    expect(here.readings).toMatchObject([{ how: "exact", signature: "Mail(address to)" }])
    expect(codes(here)).not.toContain("wrong-chain")
    await (await stage.store()).put("permissions", {
      ...(await (await stage.store()).get("permissions", "https://dapp.example")),
      chain: null,
    } as never)
    stage.kill()
    stage.revive()
    page.connect()
    const elsewhere = await whole(await shownConsent(stage))
    expect(codes(elsewhere)).toContain("wrong-chain")
  })
})

describe("a site on the phishing list", () => {
  test("is shown as blocked exactly where the desk will not hear a yes", async () => {
    listed = ["bad.example"]
    stage.kill()
    stage.revive()
    for (const origin of ["https://bad.example", "https://app.bad.example", "https://notbad.example"]) {
      const other = openPage(stage, pageSender({ origin, url: `${origin}/` }))
      other.ask("eth_requestAccounts")
      const view = await shownConsent(stage)
      const isShown = codes(await whole(view)).includes("phishing-site")
      const reply = await stage.decide(view)
      const isRefused = "fault" in reply && reply.fault.code === "CONSENT_BLOCKED"
      expect([origin, isShown]).toEqual([origin, isRefused])
      expect(isShown).toBe(origin.endsWith("//bad.example") || origin.includes(".bad."))
    }
  })
})
