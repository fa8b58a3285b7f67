/** Speeding up and cancelling: the person's own consent, the same nonce, and one of the two lands. */
import { type Hex, keccak256, parseTransaction } from "viem"
import { afterEach, beforeEach, expect, test } from "vitest"
import { type EthereumNetwork, openEthereum } from "~background/chains/ethereum"
import { draftReplacement } from "~background/submissions/replacement"
import type { SentEthereum } from "~background/submissions/submission"
import type { Activity, ConsentView } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { ring } from "./support/ring"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openPage,
  openStage,
  resultOf,
  type Stage,
  self,
  shownConsent,
  type TestPage,
} from "./support/stage"

const OTHER = "0x000000000000000000000000000000000000dEaD"

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  await stage.createWallet()
  page = openPage(stage)
  await connectPage(stage, page)
})
afterEach(() => stage.stop())

async function send(more: object = {}): Promise<Activity> {
  const id = page.ask("eth_sendTransaction", [{ from: ethereumAddress, to: OTHER, value: "0x1", ...more }])
  await stage.decide(await shownConsent(stage))
  const hash = resultOf(await page.answer(id))
  return entryOf(hash)
}

const activity = () => stage.said<Activity[]>("popup.activity", { limit: 50 })

async function entryOf(hash: unknown): Promise<Activity> {
  return eventually(async () => (await activity()).find((entry) => entry.hash === hash))
}

/** The person presses the button; gives the consent that opens. */
async function press(how: "speedUp" | "cancel", { id }: Activity): Promise<ConsentView> {
  await stage.said(`popup.${how}`, { id })
  return shownConsent(stage)
}

/** Approves it, and waits until the network has what comes of it. */
async function approve(view: ConsentView): Promise<{ raw: Hex; entry: Activity }> {
  const before = stage.networks.ethereumTaken.length
  await stage.decide(view)
  await eventually(() => stage.networks.ethereumTaken.length > before)
  await eventually(() => stage.windows.current() === null)
  const raw = stage.networks.ethereumTaken.at(-1) ?? "0x"
  return { raw, entry: await entryOf(keccak256(raw)) }
}

const codeOf = async (how: string, id: string) => {
  const reply = await stage.say(`popup.${how}`, { id })
  return "fault" in reply ? reply.fault.code : "ANSWERED"
}

test("speeding up asks the person for the same transaction at a higher fee and the same nonce", async () => {
  const sent = await send()
  const first = parseTransaction(stage.networks.ethereumTaken[0] ?? "0x")
  const view = await press("speedUp", sent)
  expect(view).toMatchObject({
    origin: self.origin,
    subject: {
      kind: "transaction",
      replaces: { how: "speed-up", hash: sent.hash },
      call: { action: "transfer", to: OTHER, wei: "1", gas: "21000" },
    },
  })
  const { raw, entry } = await approve(view)
  const second = parseTransaction(raw)
  expect(second).toMatchObject({ nonce: first.nonce, to: first.to, value: first.value, gas: first.gas })
  for (const name of ["maxFeePerGas", "maxPriorityFeePerGas"] as const) {
    expect((second[name] ?? 0n) * 1000n).toBeGreaterThanOrEqual((first[name] ?? 0n) * 1125n)
  }
  expect(entry).toMatchObject({ origin: self.origin, status: "sent", canReplace: true })
})

test("cancelling asks the person for nothing to nobody, at the same nonce", async () => {
  const sent = await send({ data: "0x12345678", gas: "0x186a0" })
  const view = await press("cancel", sent)
  expect(view.subject).toMatchObject({ replaces: { how: "cancel", hash: sent.hash } })
  const { raw, entry } = await approve(view)
  const cancellation = parseTransaction(raw)
  expect(cancellation).toMatchObject({ nonce: 0, to: ethereumAddress.toLowerCase(), gas: 21_000n })
  expect([cancellation.value ?? 0n, cancellation.data ?? "0x"]).toEqual([0n, "0x"])
  const hash = sent.hash ?? ""
  expect(entry.summary).toBe(`Cancels ${hash.slice(0, 6)}…${hash.slice(-4)}`)
})

test("the one that lands marks the other as replaced, and by which", async () => {
  const sent = await send()
  const { raw, entry } = await approve(await press("speedUp", sent))
  stage.networks.ledger.mine(raw)
  await ring(stage)
  expect(await entryOf(entry.hash)).toMatchObject({ status: "landed", replacedBy: null })
  expect(await entryOf(sent.hash)).toMatchObject({ status: "replaced", replacedBy: entry.hash })
})

test("the first may land all the same, and then the second is replaced", async () => {
  const sent = await send()
  const [first = "0x"] = stage.networks.ethereumTaken
  const { entry } = await approve(await press("cancel", sent))
  stage.networks.ledger.mine(first)
  await ring(stage)
  expect(await entryOf(sent.hash)).toMatchObject({ status: "landed" })
  expect(await entryOf(entry.hash)).toMatchObject({ status: "replaced", replacedBy: sent.hash })
})

test("a replacement of a replacement outbids both, whichever of them was pressed", async () => {
  const sent = await send()
  const { raw, entry } = await approve(await press("speedUp", sent))
  const view = await press("cancel", sent)
  expect(view.subject).toMatchObject({ replaces: { how: "cancel", hash: entry.hash } })
  const third = await approve(view)
  const [second, last] = [parseTransaction(raw), parseTransaction(third.raw)]
  expect((last.maxFeePerGas ?? 0n) * 1000n).toBeGreaterThanOrEqual((second.maxFeePerGas ?? 0n) * 1125n)
  stage.networks.ledger.mine(third.raw)
  await ring(stage)
  for (const { hash } of [sent, entry]) {
    expect(await entryOf(hash)).toMatchObject({ status: "replaced", replacedBy: third.entry.hash })
  }
})

test("a fee of nothing is raised all the same", async () => {
  const sent = await send({ maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x0" })
  const { raw } = await approve(await press("speedUp", sent))
  expect(parseTransaction(raw).maxPriorityFeePerGas).toBeGreaterThan(0n)
})

test("the fee is never below what the network asks now", async () => {
  const sent = await send({ maxFeePerGas: "0x2", maxPriorityFeePerGas: "0x1" })
  const { raw } = await approve(await press("speedUp", sent))
  expect(parseTransaction(raw)).toMatchObject({
    maxFeePerGas: 3_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  })
})

test("a network that exaggerates its fees does not make the person pay them", async () => {
  const sent = await send()
  stage.networks.faults.exaggerates = "eth_maxPriorityFeePerGas"
  expect(await codeOf("speedUp", sent.id)).toBe("PARAMS_INVALID")
  expect(await stage.consents()).toEqual([])
})

test("nothing is signed before the person agrees, and nothing at all where they do not", async () => {
  const sent = await send()
  const view = await press("speedUp", sent)
  expect(stage.kms.signatures).toHaveLength(1)
  await stage.decide(view, "reject")
  expect(await activity()).toHaveLength(1)
  expect(stage.kms.signatures).toHaveLength(1)
})

test("pressing again replaces the question and does not add another", async () => {
  const sent = await send()
  const first = await press("speedUp", sent)
  await stage.said("popup.cancel", { id: sent.id })
  const views = await eventually(async () => {
    const open = await stage.consents()
    return open.length === 1 && open[0]?.id !== first.id && open
  })
  expect(views[0]?.subject).toMatchObject({ replaces: { how: "cancel" } })
})

test("the question goes away when the transaction lands while it is open", async () => {
  const sent = await send()
  await press("cancel", sent)
  const [raw = "0x"] = stage.networks.ethereumTaken
  stage.networks.ledger.mine(raw)
  await ring(stage)
  await eventually(async () => (await stage.consents()).length === 0)
  await eventually(() => stage.windows.current() === null)
})

test("what has come to its end, a Solana transaction and what is not there cannot be replaced", async () => {
  const sent = await send()
  stage.networks.ledger.mine(stage.networks.ethereumTaken[0] ?? "0x")
  await ring(stage)
  await connectPage(stage, page, "solana_connect")
  const asked = { address: solanaAddress, transaction: solanaTransaction("hi"), chain: "solana:localnet" }
  const id = page.ask("solana_signAndSendTransaction", asked)
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  const [solana] = await activity()
  for (const one of [sent.id, solana?.id ?? "", "11111111-1111-4111-8111-111111111111:0"]) {
    for (const how of ["speedUp", "cancel"]) expect(await codeOf(how, one)).toBe("NOT_REPLACEABLE")
  }
})

test("a worker that dies anywhere between the press and the end signs one replacement and sends no other bytes", async () => {
  let deaths = 0
  for (let use = 0, died = true; died; use++) {
    const sent = await send()
    await eventually(() => stage.windows.current() === null)
    const before = { taken: stage.networks.ethereumTaken.length, signed: stage.kms.signatures.length }
    const { servant } = stage
    stage.killAtUse(use)
    const isReplaced = () => stage.networks.ethereumTaken.length > before.taken
    let isPressed = false
    await eventually(async () => {
      if (!stage.isAlive()) {
        stage.revive()
        page.connect()
      }
      const reply = await stage.say("popup.consents")
      const [view] = "answered" in reply ? (reply.answered as ConsentView[]) : []
      // A press whose answer was lost may have opened the question: nobody presses again before looking.
      if (view) isPressed = true
      if (view && stage.windows.current() !== null) await stage.decide(view)
      else if ("answered" in reply && !isPressed) {
        isPressed = "answered" in (await stage.say("popup.speedUp", { id: sent.id }))
      }
      return isReplaced()
    })
    stage.killAtUse(Number.POSITIVE_INFINITY)
    stage.networks.ledger.mine(stage.networks.ethereumTaken.at(-1) ?? "0x")
    await eventually(async () => {
      if (!stage.isAlive()) stage.revive()
      await ring(stage)
      return (await activity()).every(({ status }) => status !== "sent")
    })
    died = stage.servant !== servant
    if (died) {
      deaths += 1
      page.connect()
    }
    expect(stage.networks.ethereumTaken.length - before.taken).toBe(1)
    expect(stage.kms.signatures.length - before.signed).toBe(1)
    expect((await entryOf(sent.hash)).status).toBe("replaced")
  }
  expect(deaths).toBeGreaterThan(5)
}, 120_000)

/** One on its way as `send` leaves it, but of another type or size. */
async function sentWith(change: Partial<SentEthereum["payload"]>): Promise<[SentEthereum, EthereumNetwork]> {
  await send()
  const [sent] = await (await stage.store()).getAll("submissions")
  const [chain] = stage.networks.chains.chains
  if (sent?.status !== "sent" || sent.family !== "ethereum" || chain === undefined)
    throw new Error("not sent")
  return [{ ...sent, payload: { ...sent.payload, ...change } }, openEthereum(chain)]
}

test("a transaction of an older type keeps its type, and its one price is raised", async () => {
  const accessList: SentEthereum["payload"]["accessList"] = [{ address: OTHER, storageKeys: [] }]
  const [sent, network] = await sentWith({
    fee: { type: "eip2930", gasPrice: "8000000000" },
    accessList,
  })
  const { payload } = await draftReplacement("speed-up", sent, network)
  expect(payload).toMatchObject({ fee: { type: "eip2930", gasPrice: "9000000000" }, accessList })
  const cheap = { ...sent, payload: { ...sent.payload, fee: { type: "legacy", gasPrice: "5" } as const } }
  const raised = await draftReplacement("cancel", cheap, network)
  expect(raised.payload).toMatchObject({ fee: { type: "legacy", gasPrice: "1000000000" }, accessList: [] })
  expect(raised.subject).toMatchObject({ call: { maxFeeWei: "21000000000000" } })
})

test("a cancellation gets the gas that the chain wants for doing nothing, within measure", async () => {
  const [sent, network] = await sentWith({})
  const gasOf = async (estimate: bigint | null) => {
    const estimateGas = async () => {
      if (estimate === null) throw new Error("no estimate today")
      return estimate
    }
    return (await draftReplacement("cancel", sent, { ...network, estimateGas })).payload
  }
  expect(await gasOf(100_000n)).toMatchObject({ gas: "100000" })
  expect(await gasOf(null)).toMatchObject({ gas: "21000" })
  await expect(gasOf(1n << 40n)).rejects.toMatchObject({ code: "PARAMS_INVALID" })
})
