/** Filters and subscriptions: what is new on a chain, told to the one document that asked for it. */
import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { WATCH_LIFE_MS } from "~background/chains/watches"
import { ethereumAt, openTestChain, refuse, startNode, type TestNode } from "./support/nodes"
import {
  connectPage,
  eventually,
  openGate,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  type TestPage,
} from "./support/stage"

const { chain, serve } = openTestChain()
const ADDRESS = `0x${"11".repeat(20)}`
const hashOf = (number: number) => `0x${number.toString(16).padStart(64, "0")}`

let node: TestNode
let stage: Stage
let page: TestPage
const sender = pageSender()
beforeEach(async () => {
  chain.head = 10
  node = await startNode(serve)
  stage = await openStage({ more: [ethereumAt(7777, [node.url])] })
  await stage.createWallet()
  page = openPage(stage, sender)
  await connectPage(stage, page)
  resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x1e61" }]))
  page.events.length = 0
})
afterEach(() => Promise.all([stage.stop(), node.stop()]))

const ask = async (method: string, ...params: unknown[]) => resultOf(await page.request(method, params))
const newWorker = () => {
  stage.kill()
  stage.revive()
  page.connect()
}

describe("a filter", () => {
  test("of blocks gives the hash of each new block, once", async () => {
    const id = await ask("eth_newBlockFilter")
    expect(await ask("eth_getFilterChanges", id)).toEqual([])
    chain.head = 12
    expect(await ask("eth_getFilterChanges", id)).toEqual([hashOf(11), hashOf(12)])
    expect(await ask("eth_getFilterChanges", id)).toEqual([])
  })

  test("of logs asks for those of new blocks, as they were wanted", async () => {
    const id = await ask("eth_newFilter", { address: ADDRESS, topics: [null, hashOf(1)], fromBlock: "0x1" })
    chain.head = 13
    expect(await ask("eth_getFilterChanges", id)).toHaveLength(3)
    expect(node.asked.at(-1)).toMatchObject({
      method: "eth_getLogs",
      params: [{ address: ADDRESS, topics: [null, hashOf(1)], fromBlock: "0xb", toBlock: "0xd" }],
    })
    await ask("eth_getFilterLogs", id).catch(() => null)
    expect(node.asked.at(-1)).toMatchObject({ method: "eth_getLogs", params: [{ fromBlock: "0x1" }] })
  })

  test("that ends at a block gives nothing after it", async () => {
    const id = await ask("eth_newFilter", { toBlock: "0xc" })
    chain.head = 20
    expect(await ask("eth_getFilterChanges", id)).toHaveLength(2)
    chain.head = 22
    expect(await ask("eth_getFilterChanges", id)).toEqual([])
  })

  test("outlives the worker, and its node", async () => {
    const id = await ask("eth_newBlockFilter")
    newWorker()
    chain.head = 11
    expect(await ask("eth_getFilterChanges", id)).toEqual([hashOf(11)])
    expect(node.methods()).not.toContain("eth_getFilterChanges")
    expect(node.methods()).not.toContain("eth_newBlockFilter")
  })

  test("stays on the chain that it was made for when the site goes to another", async () => {
    const id = await ask("eth_newBlockFilter")
    resultOf(await page.request("wallet_switchEthereumChain", [{ chainId: "0x7a69" }]))
    chain.head = 11
    expect(await ask("eth_getFilterChanges", id)).toEqual([hashOf(11)])
  })

  test("is nobody's but the document's that made it", async () => {
    const id = await ask("eth_newBlockFilter")
    for (const other of [pageSender(), pageSender({ origin: "https://evil.example" })]) {
      const stranger = openPage(stage, other)
      for (const method of ["eth_getFilterChanges", "eth_getFilterLogs"]) {
        expect(await stranger.request(method, [id])).toMatchObject({
          error: { code: -32000, message: "Filter not found." },
        })
      }
      expect(resultOf(await stranger.request("eth_uninstallFilter", [id]))).toBe(false)
      expect(resultOf(await stranger.request("eth_unsubscribe", [id]))).toBe(false)
    }
    expect(await ask("eth_getFilterChanges", id)).toEqual([])
  })

  test("that was taken away, is unknown, or was never asked after is not found", async () => {
    const id = await ask("eth_newBlockFilter")
    expect(await ask("eth_uninstallFilter", id)).toBe(true)
    expect(await ask("eth_uninstallFilter", id)).toBe(false)
    const old = await ask("eth_newBlockFilter")
    stage.clock.now += WATCH_LIFE_MS
    for (const gone of [id, old, "0x1"]) {
      expect(reasonOf(await page.request("eth_getFilterChanges", [gone]))).toBe("FILTER_UNKNOWN")
    }
  })

  test("that is asked after stays", async () => {
    const id = await ask("eth_newBlockFilter")
    for (let n = 0; n < 3; n++) {
      stage.clock.now += WATCH_LIFE_MS - 60_000
      expect(await ask("eth_getFilterChanges", id)).toEqual([])
    }
  })

  test("that is asked twice at once tells what is new to one of the two", async () => {
    const id = await ask("eth_newBlockFilter")
    chain.head = 14
    const answers = await Promise.all([ask("eth_getFilterChanges", id), ask("eth_getFilterChanges", id)])
    expect(answers.flat()).toHaveLength(4)
  })

  test("begins anew where the chain did", async () => {
    chain.head = 1_000
    const id = await ask("eth_newBlockFilter")
    chain.head = 5
    expect(await ask("eth_getFilterChanges", id)).toEqual([])
    chain.head = 6
    expect(await ask("eth_getFilterChanges", id)).toEqual([hashOf(6)])
  })

  test("loses nothing to a node that does not answer", async () => {
    const id = await ask("eth_newBlockFilter")
    chain.head = 11
    node.serve = refuse({ code: -32000, message: "busy" })
    expect(reasonOf(await page.request("eth_getFilterChanges", [id]))).toMatch(/^RPC_/)
    node.serve = serve
    expect(await ask("eth_getFilterChanges", id)).toEqual([hashOf(11)])
  })

  test("is one of a few that a document may have, and of some that a site may have", async () => {
    for (let n = 0; n < 32; n++) await ask("eth_newBlockFilter")
    expect(reasonOf(await page.request("eth_newBlockFilter"))).toBe("QUOTA_REACHED")
    for (let frame = 1; frame < 4; frame++) {
      const more = openPage(stage, pageSender({ origin: `https://app${frame}.dapp.example` }))
      for (let n = 0; n < 32; n++) resultOf(await more.request("eth_newBlockFilter"))
    }
    const last = openPage(stage, pageSender({ origin: "https://app9.dapp.example" }))
    expect(reasonOf(await last.request("eth_newBlockFilter"))).toBe("QUOTA_REACHED")
    const other = openPage(stage, pageSender({ origin: "https://other.example" }))
    resultOf(await other.request("eth_newBlockFilter"))
  }, 20_000)
})

test("whatever happens to the chain and the worker, a filter gives each new block once, in order", async () => {
  const step = fc.oneof(
    fc.record({ grow: fc.integer({ min: 1, max: 40 }) }),
    fc.constantFrom("ask" as const, "worker" as const, "chain" as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const id = await ask("eth_newBlockFilter")
      const start = chain.head
      const heard: unknown[] = []
      const hear = async () => heard.push(...((await ask("eth_getFilterChanges", id)) as unknown[]))
      let unheard = 0
      for (const taken of steps) {
        if (taken === "ask") unheard = (await hear()) * 0
        else if (taken === "worker") newWorker()
        else if (taken === "chain") await ask("wallet_switchEthereumChain", { chainId: "0x7a69" })
        else if (unheard + taken.grow <= 64) {
          chain.head += taken.grow
          unheard += taken.grow
        }
      }
      await hear()
      expect(heard).toEqual(Array.from({ length: chain.head - start }, (_, n) => hashOf(start + n + 1)))
      await ask("eth_uninstallFilter", id)
      await ask("wallet_switchEthereumChain", { chainId: "0x1e61" })
    }),
    { numRuns: 15 },
  )
}, 30_000)

describe("a subscription", () => {
  const told = () => page.events as { name: string; message: { type: string; data: unknown } }[]
  const look = async (count: number) => {
    stage.runTimers()
    await eventually(() => told().length >= count)
  }

  test("to new blocks tells of the header of each, once", async () => {
    const subscription = await ask("eth_subscribe", "newHeads")
    chain.head = 12
    await look(2)
    expect(told()).toEqual(
      [11, 12].map((number) => ({
        name: "message",
        message: {
          type: "eth_subscription",
          data: { subscription, result: { number: `0x${number.toString(16)}`, hash: hashOf(number) } },
        },
      })),
    )
    chain.head = 13
    await look(3)
    expect(told()).toHaveLength(3)
  })

  test("and others of the same site fetch each block once", async () => {
    await ask("eth_subscribe", "newHeads")
    await ask("eth_subscribe", "newHeads")
    node.asked.length = 0
    chain.head = 12
    await look(4)
    expect(node.methods().sort()).toEqual(["eth_blockNumber", "eth_getBlockByNumber", "eth_getBlockByNumber"])
  })

  test("to logs tells of each", async () => {
    await ask("eth_subscribe", "logs", { address: ADDRESS })
    chain.head = 11
    await look(1)
    expect(told()).toMatchObject([{ message: { data: { result: { blockNumber: "0xb" } } } }])
  })

  test("goes on in a new worker when the page says that it still listens, with what it missed", async () => {
    const id = await ask("eth_subscribe", "newHeads")
    newWorker()
    chain.head = 12
    stage.runTimers()
    expect(await ask("countersign_listen")).toEqual([id])
    await look(2)
    expect(told()).toHaveLength(2)
  })

  test("is not told after it was ended", async () => {
    const id = await ask("eth_subscribe", "newHeads")
    expect(await ask("eth_unsubscribe", id)).toBe(true)
    expect(await ask("countersign_listen")).toEqual([])
    const still = await ask("eth_subscribe", "logs", {})
    chain.head = 11
    await look(1)
    expect(told()).toMatchObject([{ message: { data: { subscription: still } } }])
  })

  test("is told to no other document, of whatever origin", async () => {
    const others = [pageSender(), pageSender({ origin: "https://evil.example" })].map((other) =>
      openPage(stage, other),
    )
    await ask("eth_subscribe", "newHeads")
    for (const other of others) expect(resultOf(await other.request("countersign_listen"))).toEqual([])
    chain.head = 11
    await look(1)
    expect(others.flatMap(({ events }) => events)).toEqual([])
  })

  test("of a page that has gone is looked at no more", async () => {
    await ask("eth_subscribe", "newHeads")
    page.leave()
    node.asked.length = 0
    chain.head = 11
    stage.runTimers()
    await new Promise((resume) => setTimeout(resume, 100))
    stage.runTimers()
    expect(node.asked).toEqual([])
  })

  test("that nobody listens to any more ends, and one that is listened to does not", async () => {
    await ask("eth_subscribe", "newHeads")
    stage.clock.now += WATCH_LIFE_MS - 60_000
    expect(await ask("countersign_listen")).toHaveLength(1)
    stage.clock.now += WATCH_LIFE_MS - 60_000
    expect(await ask("countersign_listen")).toHaveLength(1)
    stage.clock.now += WATCH_LIFE_MS
    expect(await ask("countersign_listen")).toEqual([])
  })

  test("is held up by no chain that does not answer", async () => {
    await ask("eth_subscribe", "newHeads")
    const other = openPage(stage, pageSender({ origin: "https://other.example" }))
    resultOf(await other.request("eth_subscribe", ["newHeads"]))
    const gate = openGate()
    Object.assign(stage.networks.faults, { hold: "eth_blockNumber", held: gate.closed })
    chain.head = 11
    await look(1)
    gate.open()
  })

  test("to what is not in a block yet is refused, and so is one that is misshapen", async () => {
    for (const topic of ["newPendingTransactions", "syncing", "x"]) {
      expect(await page.request("eth_subscribe", [topic])).toMatchObject({
        error: { code: 4200, data: { method: `eth_subscribe ${topic}` } },
      })
    }
    for (const params of [[], ["logs", { blockHash: hashOf(1) }], ["logs", { from: 1 }], [1]]) {
      expect(reasonOf(await page.request("eth_subscribe", params))).toBe("PARAMS_INVALID")
    }
  })
})
