/** What the face is told of what is kept: transactions and their receipts, networks, sites, reason codes, notices. */
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { noticeOf } from "~background/submissions/notice"
import { type Ended, learn } from "~background/submissions/submission"
import {
  type Activity,
  type ActivityEntry,
  type ConnectedSite,
  type Developer,
  faults,
  type KnownChain,
  localEthereum,
  pageMethods,
} from "~protocol"
import { ethereumAddress } from "./support/kms"
import { ring } from "./support/ring"
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

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

async function send(value: string, from: TestPage = page): Promise<string> {
  const transfer = { from: ethereumAddress, to: `0x${"a1".repeat(20)}`, value }
  const id = from.ask("eth_sendTransaction", [transfer])
  await stage.decide(await shownConsent(stage))
  stage.clock.now += 1_000
  return String(resultOf(await from.answer(id)))
}
const list = (filter: object) => stage.said<Activity[]>("popup.activity", { limit: 100, ...filter })

describe("what was sent", () => {
  test("is narrowed down by chain, state, site and words, and by nothing that there is not", async () => {
    const other = openPage(stage, pageSender({ origin: "https://b.example" }))
    await connectPage(stage, other)
    const first = await send("0xde0b6b3a7640000")
    const second = await send("0x1bc16d674ec80000", other)
    const hashes = async (filter: object) => (await list(filter)).map(({ hash }) => hash)
    expect(await hashes({})).toEqual([second, first])
    expect(await hashes({ origin: "https://b.example" })).toEqual([second])
    expect(await hashes({ family: "solana" })).toEqual([])
    expect(await hashes({ status: "landed" })).toEqual([])
    expect(await hashes({ status: "sent", family: "ethereum", text: " 1 eth TO " })).toEqual([first])
    expect(await hashes({ text: second.slice(4, 20).toUpperCase() })).toEqual([second])
    expect(await hashes({ text: "b.EXAMPLE" })).toEqual([second])
    // However the face says it, and by the whole address.
    expect(await hashes({ text: "1 ETH an 0xA1" })).toEqual([first])
    expect((await hashes({ text: `0x${"a1".repeat(20)}` })).length).toBe(2)
    for (const wrong of [
      { status: "lost" },
      { family: "bitcoin" },
      { other: 1 },
      { text: "x".repeat(201) },
    ]) {
      expect(await stage.say("popup.activity", { limit: 5, ...wrong })).toMatchObject({
        fault: { code: "PARAMS_INVALID" },
      })
    }
  })

  test("has a receipt of what was agreed to, bound by its digest, and nothing that could be sent", async () => {
    const asking = page.ask("eth_sendTransaction", [
      { from: ethereumAddress, to: `0x${"a1".repeat(20)}`, value: "0x1" },
    ])
    const view = await shownConsent(stage)
    await stage.decide(view)
    const hash = resultOf(await page.answer(asking))
    const [sent] = await list({})
    const entry = await stage.said<ActivityEntry>("popup.activityEntry", { id: sent?.id })
    expect(entry.receipt).toMatchObject({
      consentId: view.id,
      site: "https://dapp.example",
      account: ethereumAddress,
      chain: localEthereum.id,
      digest: view.digest,
      transaction: hash,
      settledAt: null,
      status: "sent",
    })
    expect(JSON.stringify(entry)).not.toContain(stage.networks.ethereumTaken[0])
    const missing = sent?.id.replace(/:0$/, ":9")
    expect(await stage.said("popup.activityEntry", { id: missing })).toBeNull()
  })
})

describe("networks", () => {
  const added = { ...localEthereum, id: "eip155:7777777", name: "Zora", kind: "added" } as const
  const networks = () => stage.said<KnownChain[]>("popup.networks")
  const addZora = async () => {
    const tx = (await stage.store()).transaction("chains", "readwrite")
    await tx.store.put({ id: added.id, byOrigin: { "https://dapp.example": added } })
    await tx.done
  }

  test("are listed with who brought them and which is the default; whether each answers is asked", async () => {
    await addZora()
    const known = await networks()
    expect(known.filter(({ isDefault }) => isDefault)).toHaveLength(2)
    expect(known.find(({ chain }) => chain.id === added.id)?.origins).toEqual(["https://dapp.example"])
    expect(await stage.said("popup.networkPulse", { id: localEthereum.id })).toMatchObject({ block: 42 })
    expect(await stage.say("popup.networkPulse", { id: "eip155:404" })).toMatchObject({
      fault: { code: "CHAIN_UNSUPPORTED" },
    })
  })

  test("that a site brought are forgotten, and a site that was there is on the default again", async () => {
    await addZora()
    await page.request("wallet_switchEthereumChain", [{ chainId: "0x76adf1" }])
    await stage.said("popup.removeNetwork", { id: added.id })
    expect((await networks()).map(({ chain }) => chain.id)).not.toContain(added.id)
    expect(page.events.at(-1)).toEqual({ name: "chain", chainId: "0x7a69" })
    expect(resultOf(await page.request("eth_chainId"))).toBe("0x7a69")
  })

  test("that came with the wallet, or on which something may still land, are not forgotten", async () => {
    expect(await stage.say("popup.removeNetwork", { id: "eip155:1" })).toMatchObject({
      fault: { code: "CHAIN_UNSUPPORTED" },
    })
    await send("0x1")
    expect(await stage.say("popup.removeNetwork", { id: localEthereum.id })).toMatchObject({
      fault: { code: "CHAIN_IN_USE" },
    })
  })
})

test("all sites are disconnected at once: their accounts, and what they asked", async () => {
  const other = openPage(stage, pageSender({ origin: "https://b.example" }))
  await connectPage(stage, other)
  const asked = other.ask("personal_sign", ["0x00", ethereumAddress])
  await shownConsent(stage)
  await stage.said("popup.disconnectAll")
  expect(await other.answer(asked)).toMatchObject({ error: { code: 4001 } })
  expect(await stage.said("popup.sites")).toEqual([])
  for (const one of [page, other]) expect(resultOf(await one.request("eth_accounts"))).toEqual([])
})

test("what a site may do without asking is shown with what is left of it, and taken back", async () => {
  const enabled = page.ask("countersign_auto_confirm_enable", {})
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(enabled))
  const transfer = { from: ethereumAddress, to: `0x${"a1".repeat(20)}`, value: "0x5" }
  resultOf(await page.request("eth_sendTransaction", [transfer]))
  const [site] = await stage.said<ConnectedSite[]>("popup.sites")
  const spent = site?.autoConfirm?.limits.map((limit) => BigInt(limit.spent)) ?? []
  expect(spent.some((amount) => amount > 5n)).toBe(true)
  await stage.said("popup.endAutoConfirm", { origin: "https://dapp.example" })
  expect((await stage.said<ConnectedSite[]>("popup.sites"))[0]?.autoConfirm).toBeNull()
  const id = page.ask("eth_sendTransaction", [transfer])
  expect((await shownConsent(stage)).subject.kind).toBe("transaction")
  expect(page.answers.has(id)).toBe(false)
})

test("a developer finds every method and every reason code, in sentences, and no address", async () => {
  const developer = await stage.said<Developer>("popup.developer")
  expect(developer.methods).toHaveLength(Object.keys(pageMethods).length)
  expect(developer.reasons.map(({ code }) => code)).toEqual(Object.keys(faults))
  for (const { code, sentence } of developer.reasons) {
    expect([code, sentence]).toEqual([code, expect.not.stringMatching(/undefined|NaN|\[object/)])
  }
  expect(developer.counts).toEqual({ sites: 1, requests: 0, waiting: 0, added: 0 })
  expect(JSON.stringify(developer)).not.toContain(ethereumAddress)
})

describe("the system tells of a transaction", () => {
  test("once, when it landed, where the person wanted that", async () => {
    await send("0x1")
    await stage.said("popup.changeSetting", { notifications: true })
    const [raw] = stage.networks.ethereumTaken
    if (raw) stage.networks.ledger.mine(raw)
    await ring(stage)
    await eventually(() => stage.notices.length === 1)
    const [sent] = await list({})
    expect(stage.notices).toEqual([
      { id: sent?.id, title: "Your transaction is done", text: expect.stringContaining("ETH to 0xA1A1") },
    ])
    await ring(stage)
    expect(stage.notices).toHaveLength(1)
  })

  test("never where nobody wanted it", async () => {
    await send("0x1")
    const [raw] = stage.networks.ethereumTaken
    if (raw) stage.networks.ledger.mine(raw)
    await ring(stage)
    expect(stage.notices).toEqual([])
  })

  test("in the person's language, and while the wallet is locked not which it was", async () => {
    await send("0x1")
    const [sent] = await (await stage.store()).getAll("submissions")
    if (sent === undefined) throw new Error("nothing was sent")
    const landed = learn(sent, { type: "landed" }, 1) as Ended
    const circumstances = {
      choices: { notifications: true, language: "system" },
      languages: ["fr", "de-AT"],
      isLocked: false,
      chainName: "Base",
    } as const
    expect(noticeOf(landed, circumstances)).toMatchObject({
      title: "Deine Transaktion ist erledigt",
      text: expect.stringMatching(/, auf Base$/),
    })
    const hidden = noticeOf(landed, { ...circumstances, isLocked: true })
    expect(hidden?.text).toBe("Entsperr die Wallet, um zu sehen, welche.")
    const replaced = learn(sent, { type: "replaced", by: "0x1" }, 1) as Ended
    expect(noticeOf(replaced, circumstances)).toBeNull()
  })
})
