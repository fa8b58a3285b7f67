/** Limits in the consent window: nothing is allowed at first, they can be lowered and never raised, and they hold. */
import { base58 } from "@scure/base"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openAssets } from "~background/chains/assets"
import { openRegistry } from "~background/chains/registry"
import { openAppliers } from "~background/consent/apply"
import { openPermissions } from "~background/origins/permissions"
import { openPages } from "~background/pages"
import type { ConsentChange, ConsentView, Insight, PopupReply } from "~protocol"
import { ethereumAddress } from "./support/kms"
import {
  connectPage,
  openPage,
  openStage,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const CHAIN = "eip155:31337"
const ORIGIN = "https://dapp.example"
const OTHER = "0x000000000000000000000000000000000000dEaD"
const MOST = 5n * 10n ** 16n
const HOUR_MS = 60 * 60 * 1000
/** Gas at the fee that the test network names. */
const FEE = 21_000n * 3_000_000_000n

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
})
afterEach(() => stage.stop())

type Limits = Extract<ConsentChange, { type: "limit" }>["limits"]

const limit = ({ id, digest }: ConsentView, limits: unknown) =>
  stage.say("popup.amend", { id, digest, change: { type: "limit", limits } })
const on = (chain: string, amount: bigint): Limits => [{ unit: chain, amount: amount.toString() }]
const cents = (amount: number): Limits => [{ unit: "usd-cents", amount: String(amount) }]

function viewIn(reply: PopupReply): ConsentView {
  if ("fault" in reply) throw new Error(reply.fault.code)
  return reply.answered as ConsentView
}
const codeOf = (reply: PopupReply) => ("fault" in reply ? reply.fault.code : "ANSWERED")

const send = (wei: bigint) =>
  page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: `0x${wei.toString(16)}` }])
const allowed = async () =>
  (await (await stage.store()).get("permissions", ORIGIN))?.autoConfirm?.limits ?? null

/** Waits for the consent that a person is asked for, and says no. */
async function isAsked(id: string): Promise<void> {
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
}

describe("a site that connects", () => {
  test("may spend nothing without asking, where nothing was chosen", async () => {
    const id = page.ask("eth_requestAccounts")
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({
      allowance: { limits: [{ chain: { id: CHAIN }, amount: "0", most: MOST.toString() }], lifeMs: HOUR_MS },
    })
    await stage.decide(view)
    resultOf(await page.answer(id))
    expect(await allowed()).toBe(null)
    await isAsked(send(1n))
  })

  test("may spend what was chosen for it, to the last wei, for an hour, and no more", async () => {
    const id = page.ask("eth_requestAccounts")
    const view = viewIn(await limit(await shownConsent(stage), on(CHAIN, MOST / 2n)))
    await stage.decide(view)
    resultOf(await page.answer(id))
    expect(resultOf(await page.answer(send(MOST / 2n - FEE)))).toMatch(/^0x/)
    expect(await stage.consents()).toEqual([])
    await isAsked(send(1n))
    stage.clock.now = view.askedAt + HOUR_MS
    await isAsked(send(0n))
  })

  test("cannot be given more than there is to choose, nor what is no amount or on another chain", async () => {
    page.ask("eth_requestAccounts")
    const view = await shownConsent(stage)
    const one = on(CHAIN, 1n)
    for (const wrong of [on(CHAIN, MOST + 1n), on("eip155:1", 1n), cents(1), [...one, ...one]])
      expect(codeOf(await limit(view, wrong))).toBe("CONSENT_CHANGE_REFUSED")
    for (const wrong of [[], [{ unit: CHAIN, amount: "-1" }], [{ unit: CHAIN, amount: "0.5" }], "1", null])
      expect(codeOf(await limit(view, wrong))).toBe("PARAMS_INVALID")
    expect(await stage.consents()).toEqual([view])
  })

  test("is allowed what was chosen this time, whatever it was allowed before", async () => {
    const first = page.ask("eth_requestAccounts")
    await stage.decide(viewIn(await limit(await shownConsent(stage), on(CHAIN, MOST))))
    resultOf(await page.answer(first))
    expect(await allowed()).toEqual([{ chainId: CHAIN, amount: MOST.toString(), spent: "0" }])
    await connectPage(stage, page, "solana_connect")
    expect(await allowed()).toBe(null)
  })

  test("keeps what it has spent where the worker died and applies the same consent again", async () => {
    const now = () => stage.clock.now
    const appliers = openAppliers({
      permissions: openPermissions(stage.store, now),
      registry: openRegistry(stage.store, stage.networks.chains),
      assets: openAssets(stage.store),
      pages: openPages(() => undefined),
      declineUnseen: async () => undefined,
      now,
    })
    const id = page.ask("eth_requestAccounts")
    const view = viewIn(await limit(await shownConsent(stage), on(CHAIN, MOST)))
    const approved = await (await stage.store()).get("consents", view.id)
    if (approved?.status !== "pending" || approved.payload.kind !== "connect") throw new Error("not asked")
    await stage.decide(view)
    resultOf(await page.answer(id))
    resultOf(await page.answer(send(1n)))
    await appliers.connect({ ...approved, status: "approved" }, approved.payload)
    expect(await allowed()).toMatchObject([{ spent: (1n + FEE).toString() }])
  })

  test("is allowed nothing on a chain that was taken away again, and cannot be before it is chosen", async () => {
    page.ask("wallet_createSession", { optionalScopes: { [CHAIN]: {}, "solana:localnet": {} } })
    const least = await shownConsent(stage)
    expect(codeOf(await limit(least, on("solana:localnet", 1n)))).toBe("CONSENT_CHANGE_REFUSED")
    const chains = async ({ id, digest }: ConsentView, chosen: string[]) =>
      viewIn(await stage.say("popup.amend", { id, digest, change: { type: "chains", chains: chosen } }))
    const both = await chains(least, [CHAIN, "solana:localnet"])
    const limited = viewIn(await limit(both, on("solana:localnet", 1n)))
    expect(await chains(limited, [CHAIN])).toEqual(least)
  })
})

describe("a request of a site that may spend without asking", () => {
  const allowanceOf = async ({ id }: ConsentView) =>
    (await stage.said<Insight | null>("popup.insight", { id }))?.allowance

  async function connectWith(amount: bigint): Promise<ConsentView> {
    const id = page.ask("eth_requestAccounts")
    const view = viewIn(await limit(await shownConsent(stage), on(CHAIN, amount)))
    await stage.decide(view)
    resultOf(await page.answer(id))
    return view
  }

  test("is shown with what is left of that, and why it is asked all the same", async () => {
    const { askedAt } = await connectWith(MOST)
    resultOf(await page.answer(send(1_000n)))
    const used = (1_000n + FEE).toString()
    const known = { limit: MOST.toString(), used, until: askedAt + HOUR_MS }
    send(MOST)
    const plain = await shownConsent(stage)
    expect(await allowanceOf(plain)).toEqual({ ...known, asked: (MOST + FEE).toString() })
    await stage.decide(plain, "reject")
    page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1", data: "0x01" }])
    const call = await shownConsent(stage)
    expect(await allowanceOf(call)).toEqual({ ...known, asked: null })
    stage.clock.now = askedAt + HOUR_MS
    expect(await allowanceOf(call)).toBe(null)
  })

  test("that sends nothing has no part in it", async () => {
    await connectWith(MOST)
    page.ask("personal_sign", ["0x6869", ethereumAddress])
    expect(await allowanceOf(await shownConsent(stage))).toBe(null)
  })
})

describe("an app that signs in", () => {
  const asked = { publicKey: base58.encode(new Uint8Array(32).fill(7)), appId: "app", sessionId: "one" }

  test("gets the limit that it was lowered to, and that is what the KMS is told to hold it to", async () => {
    await connectPage(stage, page)
    const id = page.ask("app_login", asked)
    const lowered = viewIn(await limit(await shownConsent(stage), cents(200)))
    expect(lowered.subject).toMatchObject({ kind: "login", usdLimit: 200, usdMost: 1_000 })
    const raised = viewIn(await limit(lowered, cents(500)))
    expect(raised.subject).toMatchObject({ usdLimit: 500 })
    await stage.decide(raised)
    resultOf(await page.answer(id))
    const dollars = { usdLimit: { usdCentsLimitPerDay: 500 } }
    expect(stage.kms.users).toMatchObject([{ policy: { preset: "DAPP_CONNECTION_USER", ...dollars } }])
  })

  test("never gets more than it was asked for, nor a limit on a chain", async () => {
    page.ask("app_login", asked)
    const view = await shownConsent(stage)
    for (const wrong of [cents(1_001), on(CHAIN, 1n), [...cents(1), ...cents(1)]])
      expect(codeOf(await limit(view, wrong))).toBe("CONSENT_CHANGE_REFUSED")
    expect(await stage.consents()).toEqual([view])
  })
})

describe("auto-confirm", () => {
  beforeEach(() => connectPage(stage, page))

  test("holds to the amount that it was lowered to", async () => {
    const id = page.ask("countersign_auto_confirm_enable", {})
    await stage.decide(viewIn(await limit(await shownConsent(stage), on(CHAIN, FEE + 5n))))
    expect(resultOf(await page.answer(id))).toEqual({ enabled: true, chains: [CHAIN] })
    await isAsked(send(6n))
    expect(resultOf(await page.answer(send(5n)))).toMatch(/^0x/)
  })

  test("is not raised, and not lowered to nothing at all", async () => {
    page.ask("countersign_auto_confirm_enable", {})
    const view = await shownConsent(stage)
    for (const wrong of [on(CHAIN, MOST + 1n), on(CHAIN, 0n), on("eip155:1", 1n), cents(1)])
      expect(codeOf(await limit(view, wrong))).toBe("CONSENT_CHANGE_REFUSED")
    expect(await stage.consents()).toEqual([view])
  })
})

test("what has no limit cannot be given one", async () => {
  await connectPage(stage, page)
  page.ask("personal_sign", ["0x6869", ethereumAddress])
  expect(codeOf(await limit(await shownConsent(stage), on(CHAIN, 1n)))).toBe("CONSENT_CHANGE_REFUSED")
})
