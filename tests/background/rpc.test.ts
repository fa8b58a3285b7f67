import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { ANSWER_LIMIT_BYTES } from "~background/chains/endpoint"
import { openEthereum } from "~background/chains/ethereum"
import { openRests } from "~background/chains/rest"
import { openRpc, type RpcOptions } from "~background/chains/rpc"
import { openSolana, parseExactly } from "~background/chains/solana"
import { localSolana } from "~protocol"
import { ethereumAt, refuse, silent, startNode, type TestNode, WRITTEN, withStatus } from "./support/nodes"

let first: TestNode
let second: TestNode
beforeEach(async () => {
  first = await startNode(() => "from the first")
  second = await startNode(() => "from the second")
})
afterEach(() => Promise.all([first.stop(), second.stop()]))

function open(options: RpcOptions = {}) {
  return openRpc(ethereumAt(1, [first.url, second.url]), { timeoutMs: 1_000, ...options })
}

describe("a network with several addresses", () => {
  test("is asked at the first one as long as that answers", async () => {
    const rpc = open()
    for (let n = 0; n < 3; n++) {
      expect(await rpc("eth_gasPrice", [])).toEqual({ kind: "result", result: "from the first" })
    }
    expect(second.asked).toEqual([])
  })

  test.each([
    ["answers 503", withStatus(503)],
    ["answers 429", withStatus(429, '{"result":"0x1"}')],
    ["answers a page of HTML", withStatus(200, "<html>")],
    ["answers nothing", withStatus(200, "")],
    ["answers without a result", withStatus(200, '{"jsonrpc":"2.0","id":1}')],
    [
      "answers deeper than anything is",
      withStatus(200, `{"result":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
    ],
    ["sends elsewhere", withStatus(307)],
    ["says nothing", silent],
  ])("is asked at the next one where the first %s", async (_what, serve) => {
    first.serve = serve
    const rpc = open()
    expect(await rpc("eth_gasPrice", [])).toEqual({ kind: "result", result: "from the second" })
    expect(await rpc("eth_gasPrice", [])).toEqual({ kind: "result", result: "from the second" })
    expect(first.asked).toHaveLength(1)
  })

  test("is not followed to another address, not even one of its own", async () => {
    first.serve = (_call, response) => {
      response.writeHead(308, { location: second.url }).end()
      return WRITTEN
    }
    const rpc = openRpc(ethereumAt(1, [first.url]), { timeoutMs: 500 })
    await expect(rpc("eth_gasPrice", [])).rejects.toMatchObject({ code: "RPC_UNREACHABLE" })
    expect(second.asked).toEqual([])
  })

  test("is asked at the first one again once that has rested", async () => {
    let now = 0
    const rpc = open({ now: () => now })
    first.serve = withStatus(502)
    await rpc("eth_gasPrice", [])
    first.serve = () => "recovered"
    now += 900
    expect(await rpc("eth_gasPrice", [])).toMatchObject({ result: "from the second" })
    now += 101
    expect(await rpc("eth_gasPrice", [])).toMatchObject({ result: "recovered" })
  })

  test("is given up in time where none answers, and asked again the next time", async () => {
    first.serve = silent
    second.serve = silent
    const rpc = open({ timeoutMs: 300 })
    const startedAt = performance.now()
    await expect(rpc("eth_gasPrice", [])).rejects.toMatchObject({ code: "RPC_UNREACHABLE" })
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    second.serve = () => "back"
    expect(await rpc("eth_gasPrice", [])).toMatchObject({ result: "back" })
  })

  test("is asked at another one for what one does not offer", async () => {
    first.serve = refuse({ code: -32601, message: "no such method" })
    const rpc = open()
    expect(await rpc("eth_getProof", [])).toMatchObject({ result: "from the second" })
    second.serve = refuse({ code: -32601, message: "nor here" })
    expect(await rpc("eth_getProof", [])).toMatchObject({ kind: "refused", detail: "no such method" })
  })

  test("is not asked at another one for what a contract refused", async () => {
    first.serve = refuse({ code: 3, message: "execution reverted", data: "0x08c379a0" })
    expect(await open()("eth_call", [])).toEqual({
      kind: "refused",
      code: 3,
      detail: "execution reverted",
      data: "0x08c379a0",
    })
    expect(second.asked).toEqual([])
  })
})

describe("a transaction", () => {
  test("that one address refuses is not offered to another", async () => {
    first.serve = refuse({ code: -32005, message: "limit exceeded" })
    expect(await open()("eth_sendRawTransaction", ["0x01"])).toMatchObject({ kind: "refused" })
    expect(second.asked).toEqual([])
  })

  test("that one address said nothing to is offered to the next", async () => {
    first.serve = withStatus(500)
    second.serve = () => "0xhash"
    expect(await open()("eth_sendRawTransaction", ["0x01"])).toMatchObject({ result: "0xhash" })
  })

  test("that both took is no refusal, whatever the second says of having it already", async () => {
    first.serve = silent
    second.serve = ({ method }) =>
      method === "eth_sendRawTransaction"
        ? refuse({ code: -32000, message: "already known" })()
        : { hash: "0x" }
    const chain = ethereumAt(1, [first.url, second.url])
    await expect(openEthereum(chain).submit("0x02", "0x03")).resolves.toBeUndefined()
  }, 20_000)
})

describe("an answer", () => {
  const large = "x".repeat(ANSWER_LIMIT_BYTES)

  test("of more than 2 MB is not read to its end, and is nothing against who gave it", async () => {
    const rpc = open()
    first.serve = () => large
    expect(await rpc("eth_getLogs", [])).toMatchObject({
      kind: "result",
      result: "from the second",
    })
    first.serve = () => "small again"
    expect(await rpc("eth_getLogs", [])).toMatchObject({ result: "small again" })
  })

  test("that never ends is cut off", async () => {
    first.serve = (_call, response) => {
      const more = () => response.write(large.slice(0, 64 * 1024), (error) => error ?? more())
      more()
      return WRITTEN
    }
    const rpc = openRpc(ethereumAt(1, [first.url]), { timeoutMs: 5_000 })
    expect(await rpc("eth_getLogs", [])).toMatchObject({
      kind: "refused",
      detail: "the answer is larger than 2 MB",
    })
  })

  test("keeps no more of a refusal than can be shown", async () => {
    first.serve = refuse({ code: 3, message: "m".repeat(10_000), data: `0x${"00".repeat(40_000)}` })
    const reply = await open()("eth_call", [])
    expect(reply).toMatchObject({ kind: "refused", data: null, detail: "m".repeat(200) })
  })

  test("of Solana is read to the last unit, and what is in quotes stays as it is", () => {
    const text = '{"a":18446744073709551615,"b":"x\\":12345678901234567890,","c":1.12345678901234567,"d":7}'
    expect(parseExactly(text)).toEqual({
      a: "18446744073709551615",
      b: 'x":12345678901234567890,',
      c: 1.1234567890123457,
      d: 7,
    })
  })

  test("of Solana may be a balance beyond what a double can count", async () => {
    first.serve = withStatus(
      200,
      '{"jsonrpc":"2.0","id":1,"result":{"context":{"slot":1},"value":9007199254740993}}',
    )
    const network = openSolana({ ...localSolana, rpcUrls: [first.url] })
    expect(await network.balance("1".repeat(32))).toBe(9_007_199_254_740_993n)
  })
})

test("an address rests twice as long each time, and never longer than a minute", () => {
  let now = 0
  const rests = openRests(["a", "b"], () => now)
  const lengths = Array.from({ length: 9 }, () => {
    rests.silent("a")
    const since = now
    while (rests.inOrder()[0] === "b") now += 500
    return now - since
  })
  expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000))
  rests.answered("a")
  rests.silent("a")
  now += 1_000
  expect(rests.inOrder()).toEqual(["a", "b"])
})
