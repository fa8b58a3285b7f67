/** What is written down before anything is sent: of batches, of bundles, twice, and when a network takes only some. */
import { randomUUID } from "node:crypto"
import "fake-indexeddb/auto"
import { beforeEach, expect, test } from "vitest"
import type { SignedConsent } from "~background/consent/machine"
import { openStore } from "~background/store"
import { openSubmissions, type Submissions } from "~background/submissions/submissions"
import { type ConsentSubject, type Fault, fault, type Hex } from "~protocol"

const ADDRESS = "0x000000000000000000000000000000000000bEEF"
const OTHER = "0x000000000000000000000000000000000000dEaD"
const CHAIN = { id: "eip155:31337", name: "Local Ethereum", symbol: "ETH", decimals: 18 }

let submissions: Submissions
let clock: number

/** As when the network does not take the one in this place. */
async function stop(place: number, why: Fault): Promise<void> {
  await submissions.refuse("c", place, why)
  await submissions.abandon("c", place)
}

beforeEach(() => {
  clock = 1_000_000
  submissions = openSubmissions(openStore(randomUUID()), () => clock)
})

/** The ids of the calls, and the origin, tell bundles apart; hashes are made of place and a letter. */
function bundle(
  id: string,
  { bundleId = "b", origin = "https://dapp.example", letter = "a" } = {},
): SignedConsent {
  const items = [0, 1, 2].map((place) => ({
    ...{ kind: "ethereum-transaction" as const, address: ADDRESS, chainId: 31337, to: OTHER as Hex },
    ...{ wei: String(place), data: "0x" as Hex, gas: "21000", accessList: [], nonce: null, submits: true },
    fee: { type: "eip1559" as const, maxFeePerGas: "2", maxPriorityFeePerGas: "1" },
  }))
  const subject: ConsentSubject = {
    ...{ kind: "batch", account: { family: "ethereum", address: ADDRESS }, chain: CHAIN, submits: true },
    calls: items.map(({ wei }) => ({
      ...{
        family: "ethereum",
        action: "transfer",
        to: OTHER,
        wei,
        data: "0x",
        gas: "21000",
        maxFeeWei: "42000",
      },
    })),
  }
  const request = { method: "signTransaction" as const, body: "b", stamp: "s", stampedAt: 1 }
  return {
    ...{
      id,
      method: "eth_sendTransaction",
      askedAt: 1,
      expiresAt: 2,
      status: "signed",
      digest: "d".repeat(64),
    },
    asker: { origin, tabId: 1, frameId: 0, documentId: "doc", askId: id },
    subject,
    payload: { kind: "batch", items, bundleId },
    stamped: items.map((_, place) => ({ request, nonce: 5 + place })),
    signed: items.map((_, place) => {
      const hash: Hex = `0x${letter}${place}`
      return { result: hash, submission: { family: "ethereum", raw: `0x02${letter}${place}`, hash } }
    }),
  }
}

const statuses = async () => (await submissions.list(null, 50)).map(({ status }) => status).reverse()

test("a batch is written down whole, in its order, before the first is sent", async () => {
  await submissions.record(bundle("c"))
  const open = await submissions.open()
  expect(open.map(({ id, nonce, raw }) => [id, nonce, raw])).toEqual([
    ["c:0", 5, "0x02a0"],
    ["c:1", 6, "0x02a1"],
    ["c:2", 7, "0x02a2"],
  ])
  expect(await submissions.heldNonces(ADDRESS, 31337)).toEqual([5, 6, 7])
  expect(await submissions.heldNonces(ADDRESS, 1)).toEqual([])
})

test("what is written down twice is there once, and what has ended in between stays ended", async () => {
  await submissions.record(bundle("c"))
  await submissions.learn("c:1", { type: "landed" })
  clock += 1_000
  await submissions.record(bundle("c"))
  expect(await statuses()).toEqual(["sent", "landed", "sent"])
})

test("what follows a refused transaction was not sent, and says so; what went before it is followed", async () => {
  await submissions.record(bundle("c"))
  await stop(1, fault("RPC_REFUSED", { chain: "Local Ethereum", detail: "underpriced" }))
  expect(await statuses()).toEqual(["sent", "failed", "failed"])
  expect(await submissions.find("c:1")).toMatchObject({ detail: "underpriced" })
  expect(await submissions.find("c:2")).toMatchObject({ detail: expect.stringContaining("not sent") })
  expect(await submissions.heldNonces(ADDRESS, 31337)).toEqual([5])
})

test("one that is refused by itself leaves those beside it alone", async () => {
  await submissions.record(bundle("c"))
  const why = fault("RPC_REFUSED", { chain: "Local Ethereum", detail: "underpriced" })
  await submissions.refuse("c", 1, why)
  expect(await statuses()).toEqual(["sent", "failed", "sent"])
})

test("what a silent network may have is followed, and what was to follow it is not sent", async () => {
  await submissions.record(bundle("c"))
  await stop(1, fault("SUBMISSION_UNKNOWN", { chain: "Local Ethereum", transaction: "0xa1" }))
  expect(await statuses()).toEqual(["sent", "sent", "failed"])
})

test("a refusal that comes after the transaction has landed changes nothing", async () => {
  await submissions.record(bundle("c"))
  await submissions.learn("c:0", { type: "landed" })
  await stop(0, fault("RPC_REFUSED", { chain: "Local Ethereum", detail: "nonce too low" }))
  expect((await submissions.find("c:0"))?.status).toBe("landed")
})

test("a site finds its bundle by its own name for it, and nobody else's", async () => {
  await submissions.record(bundle("c"))
  await submissions.record(bundle("e", { origin: "https://other.example", letter: "b" }))
  expect(await submissions.findBundle("https://dapp.example", "b")).toEqual({
    chainId: "eip155:31337",
    hashes: ["0xa0", "0xa1", "0xa2"],
    statuses: ["sent", "sent", "sent"],
  })
  expect(await submissions.findBundle("https://other.example", "b")).toMatchObject({
    hashes: ["0xb0", "0xb1", "0xb2"],
  })
  expect(await submissions.findBundle("https://third.example", "b")).toBe(null)
  expect(await submissions.findBundle("https://dapp.example", "x")).toBe(null)
})

/** One transaction of the wallet's own for the nonce of the second call. */
function replacement(how: "speed-up" | "cancel"): SignedConsent {
  const { payload, subject, stamped, signed, ...rest } = bundle("r", { letter: "f" })
  if (payload.kind !== "batch" || subject.kind !== "batch") throw new Error("no batch")
  const [item] = payload.items
  const [call] = subject.calls
  if (item === undefined || call === undefined) throw new Error("no call")
  const { kind: _kind, calls: _calls, ...common } = subject
  return {
    ...rest,
    payload: item,
    subject: { ...common, kind: "transaction", call, replaces: { how, hash: "0xa1" } },
    stamped: stamped.slice(1, 2),
    signed: signed.slice(0, 1),
  }
}

test("a call of a bundle that was sped up goes by its new hash", async () => {
  await submissions.record(bundle("c"))
  await submissions.record(replacement("speed-up"))
  await submissions.learn("r:0", { type: "landed" })
  expect(await submissions.findBundle("https://dapp.example", "b")).toMatchObject({
    hashes: ["0xa0", "0xf0", "0xa2"],
    statuses: ["sent", "landed", "sent"],
  })
})

test("a call of a bundle that was cancelled does not pass for done", async () => {
  await submissions.record(bundle("c"))
  await submissions.record(replacement("cancel"))
  await submissions.learn("r:0", { type: "landed" })
  expect(await submissions.findBundle("https://dapp.example", "b")).toMatchObject({
    hashes: ["0xa0", "0xa1", "0xa2"],
    statuses: ["sent", "replaced", "sent"],
  })
})

test("a transaction that reverted has used up its nonce too", async () => {
  await submissions.record(bundle("c"))
  await submissions.record(replacement("speed-up"))
  const ended = await submissions.learn("c:1", { type: "reverted", detail: "it reverted" })
  expect(ended.map(({ id, status }) => [id, status])).toEqual([
    ["c:1", "failed"],
    ["r:0", "replaced"],
  ])
})
