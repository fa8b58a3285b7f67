/** What was sent is followed to its end: what the network says, what it does not, and a worker that dies. */
import { base58, base64 } from "@scure/base"
import { type Hex, keccak256 } from "viem"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { Activity, Chain } from "~protocol"
import { ethereumAddress, solanaAddress } from "./support/kms"
import { quiet, ring } from "./support/ring"
import { durableNonceTransaction, NONCE_ACCOUNT, solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openGate,
  openPage,
  openStage,
  reasonOf,
  resultOf,
  type Stage,
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
  await connectPage(stage, page, "solana_connect")
})
afterEach(() => stage.stop())

const transfer = { from: ethereumAddress, to: OTHER, value: "0x1" }

async function send(): Promise<Hex> {
  const id = page.ask("eth_sendTransaction", [transfer])
  await stage.decide(await shownConsent(stage))
  return resultOf(await page.answer(id)) as Hex
}

async function sendSolana(transaction = solanaTransaction("hi")): Promise<string> {
  const asked = { address: solanaAddress, transaction, chain: "solana:localnet" }
  const id = page.ask("solana_signAndSendTransaction", asked)
  await stage.decide(await shownConsent(stage))
  return base58.encode(base64.decode((resultOf(await page.answer(id)) as { signature: string }).signature))
}

const activity = (asked: { before?: string; limit: number } = { limit: 50 }) =>
  stage.said<Activity[]>("popup.activity", asked)

async function only(): Promise<Activity> {
  const [entry, ...others] = await activity()
  if (entry === undefined || others.length > 0) throw new Error("not exactly one")
  return entry
}

const lastTaken = () => stage.networks.ethereumTaken.at(-1) ?? "0x"
const lastSolana = () => stage.networks.solanaTaken.at(-1) ?? ""

test("a transaction is in the list from when it is sent, and says when it has landed", async () => {
  const hash = await send()
  const sent = await only()
  expect(sent).toMatchObject({
    ...{ origin: "https://dapp.example", family: "ethereum", chainName: "Local Ethereum", hash },
    ...{ summary: "0.000000000000000001 ETH to 0x0000…dEaD", status: "sent", canReplace: true },
    ...{ settledAt: null, detail: null, replacedBy: null, explorerUrl: null },
  })
  await ring(stage)
  expect((await only()).status).toBe("sent")
  stage.networks.ledger.mine(lastTaken())
  await ring(stage)
  expect(await only()).toMatchObject({ status: "landed", canReplace: false, digest: sent.digest })
})

test("the digest in the list is that of what the person was shown", async () => {
  const id = page.ask("eth_sendTransaction", [transfer])
  const view = await shownConsent(stage)
  await stage.decide(view)
  await page.answer(id)
  expect(await only()).toMatchObject({ id: `${view.id}:0`, digest: view.digest })
})

test("a transaction that reverts has failed", async () => {
  await send()
  stage.networks.ledger.mine(lastTaken(), "0x0")
  await ring(stage)
  expect(await only()).toMatchObject({ status: "failed", detail: "It was included in a block and reverted." })
})

test("a transaction whose nonce went to another one is replaced, once that is certain", async () => {
  await send()
  stage.networks.ledger.forget(lastTaken())
  stage.networks.ledger.spendNonce(0)
  await ring(stage)
  await ring(stage)
  expect((await only()).status).toBe("sent")
  await ring(stage)
  expect(await only()).toMatchObject({ status: "replaced", replacedBy: null })
  expect(stage.networks.takenAgain).toEqual([])
})

test("a transaction that was mined while one node lagged is not taken for replaced", async () => {
  await send()
  stage.networks.ledger.spendNonce(0)
  await ring(stage)
  await ring(stage)
  stage.networks.ledger.mine(lastTaken())
  await ring(stage)
  expect((await only()).status).toBe("landed")
})

test("a transaction that the network forgot is sent again, the same bytes, without another signature", async () => {
  await send()
  const raw = lastTaken()
  stage.networks.ledger.forget(raw)
  await ring(stage)
  await eventually(() => stage.networks.takenAgain.length === 1)
  expect(stage.networks.takenAgain).toEqual([raw])
  expect(stage.kms.signatures).toEqual(["signTransaction"])
  await ring(stage)
  expect(stage.networks.takenAgain).toHaveLength(1)
  stage.networks.ledger.mine(raw)
  await ring(stage)
  expect((await only()).status).toBe("landed")
})

test("a network that does not answer changes nothing", async () => {
  await send()
  const before = await (await stage.store()).getAll("submissions")
  const { stop } = stage.networks
  await stop()
  stage.networks.stop = async () => {}
  stage.clock.now += 30_000
  stage.servant.wake()
  await new Promise((resume) => setTimeout(resume, 300))
  expect(await (await stage.store()).getAll("submissions")).toEqual(before)
})

test("a transaction that the network refuses has failed, in its words, and is never sent again", async () => {
  stage.networks.faults.refuses = true
  const id = page.ask("eth_sendTransaction", [transfer])
  await stage.decide(await shownConsent(stage))
  expect(reasonOf(await page.answer(id))).toBe("RPC_REFUSED")
  expect(await only()).toMatchObject({ status: "failed", detail: "insufficient funds" })
  stage.networks.faults.refuses = false
  stage.clock.now += 60_000
  stage.servant.wake()
  await quiet(stage)
  expect(stage.networks.ethereumTaken).toEqual([])
})

test("a transaction that a silent network may have is followed, and sent again until it has it", async () => {
  stage.networks.faults.losesSubmissions = 3
  const id = page.ask("eth_sendTransaction", [transfer])
  await stage.decide(await shownConsent(stage))
  expect(reasonOf(await page.answer(id))).toBe("SUBMISSION_UNKNOWN")
  expect((await only()).status).toBe("sent")
  const raw = lastTaken()
  stage.networks.ledger.forget(raw)
  await ring(stage)
  await eventually(() => stage.networks.takenAgain.length === 1)
  expect(stage.networks.takenAgain).toEqual([raw])
  stage.networks.ledger.mine(raw)
  await ring(stage)
  expect((await only()).status).toBe("landed")
  expect(stage.kms.signatures).toEqual(["signTransaction"])
})

test("the nonce of a transaction that may still land is given to no other", async () => {
  await send()
  stage.networks.ledger.forget(lastTaken())
  stage.networks.nonces.length = 0
  const id = page.ask("eth_sendTransaction", [transfer])
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  expect(stage.networks.nonces).toEqual([1])
})

test("a Solana transaction has landed when it is confirmed, and not before", async () => {
  const hash = await sendSolana()
  expect(await only()).toMatchObject({
    ...{ hash, family: "solana", summary: "0.000000007 SOL to Sysvar…1111" },
    ...{ status: "sent", canReplace: false },
  })
  await ring(stage)
  expect((await only()).status).toBe("sent")
  stage.networks.ledger.confirm(lastSolana(), { confirmationStatus: "confirmed", err: null })
  await ring(stage)
  expect((await only()).status).toBe("landed")
})

test("a Solana transaction that failed in its block has failed, with the network's reason", async () => {
  await sendSolana()
  const err = { InstructionError: [0, { Custom: 1 }] }
  stage.networks.ledger.confirm(lastSolana(), { confirmationStatus: "processed", err })
  await ring(stage)
  expect((await only()).status).toBe("sent")
  stage.networks.ledger.confirm(lastSolana(), { confirmationStatus: "finalized", err })
  await ring(stage)
  expect(await only()).toMatchObject({ status: "failed", detail: JSON.stringify(err) })
})

test("a Solana transaction is sent again while its blockhash is valid, and expires after", async () => {
  await sendSolana()
  const raw = lastSolana()
  stage.networks.ledger.forget(raw)
  await ring(stage)
  await eventually(() => stage.networks.takenAgain.length === 1)
  expect(stage.networks.takenAgain).toEqual([raw])
  stage.networks.ledger.forget(raw)
  stage.networks.ledger.isBlockhashOver = true
  for (let look = 0; look < 3; look++) await ring(stage)
  expect((await only()).status).toBe("expired")
  expect(stage.networks.takenAgain).toHaveLength(1)
})

test("a Solana transaction that landed while the browser was closed is found after its blockhash is over", async () => {
  await sendSolana()
  const raw = lastSolana()
  stage.networks.ledger.forget(raw)
  stage.networks.ledger.isBlockhashOver = true
  stage.networks.ledger.confirmLongAgo(raw)
  await ring(stage, 24 * 60 * 60_000)
  expect((await only()).status).toBe("landed")
})

test("a Solana transaction with a durable nonce lives as long as the nonce does", async () => {
  const value = solanaAddress
  stage.networks.ledger.isBlockhashOver = true
  stage.networks.ledger.durableNonce = value
  await sendSolana(durableNonceTransaction(value))
  expect(await (await stage.store()).getAll("submissions")).toMatchObject([
    { lifetime: { kind: "durable-nonce", account: NONCE_ACCOUNT, value } },
  ])
  stage.networks.ledger.forget(lastSolana())
  for (let look = 0; look < 4; look++) await ring(stage, 60_000)
  expect((await only()).status).toBe("sent")
  expect(stage.networks.takenAgain.length).toBe(1)
  stage.networks.ledger.forget(lastSolana())
  stage.networks.ledger.durableNonce = base58.encode(new Uint8Array(32).fill(3))
  for (let look = 0; look < 3; look++) await ring(stage, 60_000)
  expect((await only()).status).toBe("expired")
})

test("a worker that sleeps is woken while anything is on its way, and left alone after", async () => {
  await send()
  await eventually(() => stage.windows.current() === null)
  expect(stage.alarm.isSet()).toBe(true)
  stage.kill()
  stage.revive()
  stage.networks.ledger.mine(lastTaken())
  await ring(stage)
  await eventually(() => !stage.alarm.isSet())
  expect((await only()).status).toBe("landed")
})

test("a young transaction is looked after by timer, without waiting for the alarm", async () => {
  await send()
  await eventually(() => stage.windows.current() === null)
  stage.networks.ledger.mine(lastTaken())
  stage.clock.now += 2_000
  stage.runTimers()
  await eventually(async () => (await only()).status === "landed")
})

test("what is being sent by its consent is not sent by the follower at the same time", async () => {
  const gate = openGate()
  stage.networks.faults.hold = "eth_sendRawTransaction"
  stage.networks.faults.held = gate.closed
  const id = page.ask("eth_sendTransaction", [transfer])
  await stage.decide(await shownConsent(stage))
  const sends = () => stage.networks.asked.filter((method) => method === "eth_sendRawTransaction").length
  await eventually(() => sends() === 1)
  for (let look = 0; look < 3; look++) await ring(stage)
  expect(sends()).toBe(1)
  gate.open()
  resultOf(await page.answer(id))
  expect(stage.networks.ethereumTaken).toHaveLength(1)
})

test("a worker that dies anywhere while it follows loses nothing and sends no other bytes", async () => {
  let deaths = 0
  for (let use = 0, died = true; died; use++) {
    await send()
    await eventually(() => stage.windows.current() === null)
    const raw = lastTaken()
    const { signatures } = stage.kms
    const signed = signatures.length
    stage.networks.ledger.forget(raw)
    stage.clock.now += 30_000
    stage.killAtUse(use)
    stage.servant.wake()
    await eventually(() => stage.networks.takenAgain.includes(raw) || !stage.isAlive())
    stage.networks.ledger.mine(raw)
    await quiet(stage)
    died = !stage.isAlive()
    if (died) {
      deaths += 1
      stage.revive()
      page.connect()
    }
    stage.killAtUse(Number.POSITIVE_INFINITY)
    await eventually(async () => {
      stage.clock.now += 30_000
      stage.servant.wake()
      await quiet(stage)
      return (await activity()).every(({ status }) => status === "landed")
    })
    expect(signatures.length).toBe(signed)
    expect(
      stage.networks.takenAgain.every((again) => stage.networks.ethereumTaken.includes(again as Hex)),
    ).toBe(true)
    await eventually(() => !stage.alarm.isSet())
  }
  expect(deaths).toBeGreaterThan(3)
  expect(new Set(stage.networks.ethereumTaken).size).toBe(stage.networks.ethereumTaken.length)
}, 60_000)

test("the list is given in pages, newest first, without gap or repetition", async () => {
  const hashes: string[] = []
  for (let n = 0; n < 5; n++) hashes.unshift(await send())
  const first = await activity({ limit: 2 })
  const second = await activity({ limit: 2, before: first[1]?.id ?? "" })
  const third = await activity({ limit: 2, before: second[1]?.id ?? "" })
  expect([...first, ...second, ...third].map(({ hash }) => hash)).toEqual(hashes)
  const unknown = "11111111-1111-4111-8111-111111111111:0"
  expect(await activity({ limit: 2, before: unknown })).toEqual([])
})

test("an entry links to its chain's explorer, and never to anything but the web", async () => {
  await send()
  const database = await stage.store()
  const [open] = await database.getAll("submissions")
  if (open === undefined) throw new Error("not sent")
  await database.put("submissions", { ...open, chainId: "eip155:77" })
  const chain = {
    ...stage.networks.chains.chains[0],
    id: "eip155:77",
    kind: "added",
    name: "Theirs",
  } as Chain
  const linkWith = async (explorerUrl: string | null) => {
    await database.put("chains", {
      id: chain.id,
      byOrigin: { "https://dapp.example": { ...chain, explorerUrl } },
    })
    return (await only()).explorerUrl
  }
  expect(await linkWith("https://scan.example/")).toBe(`https://scan.example/tx/${open.hash}`)
  const withCluster = `https://scan.example/tx/${open.hash}?cluster=devnet`
  expect(await linkWith("https://scan.example?cluster=devnet")).toBe(withCluster)
  for (const url of ["javascript:alert(1)", "data:text/html,hi", null]) expect(await linkWith(url)).toBe(null)
})

test("what has come to its end is kept for 90 days and at most 500 of them; what is on its way is kept", async () => {
  await send()
  const [open] = await (await stage.store()).getAll("submissions")
  if (open?.status !== "sent" || open.family !== "ethereum") throw new Error("not sent")
  const database = await stage.store()
  const { raw: _raw, ...facts } = open
  const end = { status: "landed" as const, detail: null, replacedBy: null }
  const now = stage.clock.now
  for (let n = 0; n < 503; n++) {
    await database.put("submissions", { ...facts, ...end, id: `old:${n}`, place: n, settledAt: now + n })
  }
  const aged = { ...facts, ...end, id: "aged:0", settledAt: now - 91 * 24 * 60 * 60_000 }
  await database.put("submissions", aged)
  stage.networks.ledger.mine(open.raw)
  await ring(stage)
  const ids = (await database.getAllKeys("submissions")).filter((id) => id.startsWith("old:"))
  expect(ids).toHaveLength(499)
  expect(ids).not.toContain("old:0")
  expect(await database.get("submissions", "aged:0")).toBe(undefined)
  expect((await database.get("submissions", open.id))?.status).toBe("landed")
})

test("a page hears its hash as before: once the network has the transaction, not once it has landed", async () => {
  expect(await send()).toBe(keccak256(lastTaken()))
  expect((await only()).status).toBe("sent")
  expect(page.events.filter((event) => JSON.stringify(event).includes("landed"))).toEqual([])
})

test("a page cannot read the activity, nor speed up or cancel", async () => {
  await send()
  for (const method of ["activity", "speedUp", "cancel", "popup.activity", "popup.cancel"]) {
    expect(reasonOf(await page.request(method, { limit: 1 }))).toBe("METHOD_UNSUPPORTED")
  }
})
