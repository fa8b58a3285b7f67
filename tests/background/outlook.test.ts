/** What the KMS will say, asked before: by the very requests that signing sends, and with nothing signed for it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { ConsentView, Foresight, Insight, Outlook } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
const DAY = 86_400_000

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

const foresight = (more: Partial<Foresight> = {}): Foresight => ({
  ...{ allowed: true, type: null, why: null, rules: [], limits: [], ...more },
})
const limit = (more: object = {}) => ({
  ...{ asset: "usd", windowMs: DAY, limit: "1000", spent: "300", asked: "50", left: "650", ...more },
})
const says = (...outlook: Foresight[]) => {
  stage.kms.outlook.said = { outlook }
}

async function outlookOf({ id }: ConsentView): Promise<Outlook> {
  const insight = await eventually(async () => {
    const said = await stage.said<Insight | null>("popup.insight", { id })
    return said !== null && said.outlook.status !== "pending" && said
  })
  return insight.outlook
}

async function askedToSend(value = "0x1"): Promise<ConsentView> {
  page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: TO, value }])
  return shownConsent(stage)
}

describe("a request that would be signed", () => {
  test("is asked about again while it is looked at, and what is known is not forgotten", async () => {
    says(foresight({ limits: [limit()] }))
    const view = await askedToSend()
    expect(await outlookOf(view)).toMatchObject({ limits: [{ used: "300" }] })
    says(foresight({ limits: [limit({ spent: "960" })] }))
    expect(await outlookOf(view)).toMatchObject({ limits: [{ used: "300" }] })
    stage.clock.now += 15_000
    await eventually(async () => {
      const outlook = await outlookOf(view)
      return "limits" in outlook && outlook.limits[0]?.used === "960"
    })
    const before = stage.kms.outlook.asked.length
    stage.kms.outlook.said = null
    stage.clock.now += 15_000
    await eventually(async () => {
      await outlookOf(view)
      return stage.kms.outlook.asked.length > before
    })
    expect(await outlookOf(view)).toMatchObject({ limits: [{ used: "960" }] })
  })

  test("is shown with the limits that it counts against, before it is counted", async () => {
    says(foresight({ limits: [limit(), limit({ asset: "eip155:31337/slip44:60", asked: "1" })] }))
    expect(await outlookOf(await askedToSend())).toEqual({
      status: "allowed",
      limits: [
        { unit: "usd-cents", limit: "1000", used: "300", asked: "50", windowMs: DAY },
        {
          unit: { chain: "eip155:31337", address: null, tokenId: null },
          ...{ limit: "1000", used: "300", asked: "1", windowMs: DAY },
        },
      ],
    })
  })

  test("is asked about with the body that signing sends, and signing is what is asked of nobody", async () => {
    says(foresight())
    const view = await askedToSend()
    await outlookOf(view)
    expect(stage.kms.outlook.asked).toMatchObject([
      [{ method: "signTransaction", params: { transaction: { kind: "RLP_ENCODED" } } }],
    ])
    expect(stage.kms.signatures).toEqual([])
    await stage.decide(view)
    await eventually(() => stage.kms.signatures.length === 1)
  })

  test("of a batch is asked about as a whole, each limit once with what all of them add", async () => {
    says(foresight({ limits: [limit()] }), foresight({ limits: [limit({ spent: "350", asked: "70" })] }))
    const calls = [
      { to: TO, value: "0x1" },
      { to: TO, value: "0x2" },
    ]
    const batch = { version: "2.0.0", chainId: "0x7a69", from: ethereumAddress, atomicRequired: false, calls }
    page.ask("wallet_sendCalls", [batch])
    expect(await outlookOf(await shownConsent(stage))).toEqual({
      status: "allowed",
      limits: [{ unit: "usd-cents", limit: "1000", used: "300", asked: "120", windowMs: DAY }],
    })
    expect(stage.kms.outlook.asked).toMatchObject([[{}, {}]])
  })

  test("on Solana has its limits on the cluster that is meant", async () => {
    await connectPage(stage, page, "solana_connect")
    const mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
    says(foresight({ limits: [limit({ asset: `solana/token:${mint}` }), limit({ asset: "count" })] }))
    const transaction = solanaTransaction("outlook")
    const chain = "solana:localnet"
    page.ask("solana_signTransaction", { address: solanaAddress, transaction, chain })
    expect(await outlookOf(await shownConsent(stage))).toMatchObject({
      status: "allowed",
      limits: [{ unit: { chain, address: mint, tokenId: null } }],
    })
  })
})

describe("a request that would be refused", () => {
  test("is shown with the rule that refuses it and what its author wrote", async () => {
    const rule = { policy: "user", rule: "rule-2", outcome: "DENY" as const, comment: "Not on Sundays." }
    const denied = {
      ...{ allowed: false, type: "spending-limit-exceeded", why: "The limit is passed." },
      ...{ rules: [rule], limits: [limit({ left: "0" })] },
    }
    says(foresight(denied))
    expect(await outlookOf(await askedToSend())).toMatchObject({
      ...{ status: "denied", code: "spending-limit-exceeded", comment: "Not on Sundays." },
      limits: [{ unit: "usd-cents", used: "300" }],
    })
  })

  test("bears the KMS's own sentence where no rule bears one", async () => {
    says(foresight({ allowed: false, type: "policy-denied", why: "No rule allows it." }))
    expect(await outlookOf(await askedToSend())).toEqual({
      ...{ status: "denied", code: "policy-denied", rule: null, comment: "No rule allows it.", limits: [] },
    })
  })

  test("can be agreed to all the same: the KMS has the last word when it signs", async () => {
    says(foresight({ allowed: false, type: "policy-denied", why: "No rule allows it." }))
    const view = await askedToSend()
    await outlookOf(view)
    expect(await stage.decide(view)).toEqual({ answered: null })
  })
})

describe("nothing is known", () => {
  test("of what a KMS says that takes no such question, or says nonsense, and it is not asked again", async () => {
    const first = await askedToSend()
    expect(await outlookOf(first)).toEqual({ status: "unavailable", why: "unsupported" })
    await stage.decide(first, "reject")
    stage.kms.outlook.said = { outlook: "all is well" }
    const view = await askedToSend("0x2")
    expect(await outlookOf(view)).toEqual({ status: "unavailable", why: "unsupported" })
    stage.clock.now += 60_000
    await outlookOf(view)
    expect(stage.kms.outlook.asked).toHaveLength(2)
  })

  test("where fewer answers come than were asked for, and none of them is a denial", async () => {
    says(foresight())
    const batch = {
      ...{ version: "2.0.0", chainId: "0x7a69", from: ethereumAddress, atomicRequired: false },
      calls: [
        { to: TO, value: "0x1" },
        { to: TO, value: "0x2" },
      ],
    }
    page.ask("wallet_sendCalls", [batch])
    expect(await outlookOf(await shownConsent(stage))).toEqual({ status: "unavailable", why: "unsupported" })
  })

  test("while the KMS is busy or away, and it is asked again after a while", async () => {
    says(foresight())
    stage.kms.outlook.status = 429
    const view = await askedToSend()
    expect(await outlookOf(view)).toEqual({ status: "unavailable", why: "unreachable" })
    stage.kms.outlook.status = 503
    stage.clock.now += 16_000
    await outlookOf(view)
    await eventually(() => stage.kms.outlook.asked.length === 2)
    stage.kms.outlook.status = 200
    await eventually(async () => {
      stage.clock.now += 16_000
      return (await outlookOf(view)).status === "allowed"
    })
  })

  test("of what the KMS does not decide, such as a connection", async () => {
    const other = page.ask("wallet_requestPermissions", [{ eth_accounts: {} }])
    const view = await shownConsent(stage)
    expect(await outlookOf(view)).toEqual({ status: "unavailable", why: "not-applicable" })
    expect(stage.kms.outlook.asked).toEqual([])
    await stage.decide(view)
    resultOf(await page.answer(other))
  })
})
