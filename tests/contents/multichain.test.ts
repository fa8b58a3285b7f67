/** The multichain provider as a page uses it. */
import { base58, base64 } from "@scure/base"
import fc from "fast-check"
import { expect, test } from "vitest"
import { toBase58 } from "~contents/provider/bytes"
import { openMultichain } from "~contents/provider/multichain"
import { takeNatives } from "~contents/provider/natives"
import { openWire } from "~contents/provider/wire"
import { openBridge, openPage, settled } from "./fake-page"

const SOLANA = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
const SIGNATURE = Uint8Array.from({ length: 64 }, (_, at) => at)

function open() {
  const { page } = openPage()
  const bridge = openBridge(page)
  const natives = takeNatives(page)
  const kept = { listening: 0 }
  const multichain = openMultichain(natives, openWire(natives), () => {
    kept.listening++
  })
  const invoke = async (scope: string, method: string, params: unknown, answer: unknown) => {
    const asking = multichain.request({
      method: "wallet_invokeMethod",
      params: { scope, request: { method, params } },
    })
    bridge.answer("wallet_invokeMethod", answer)
    return asking
  }
  return { bridge, kept, multichain, invoke }
}

test("a page creates a session and is told of its changes until it stops listening", async () => {
  const { bridge, multichain } = open()
  const heard: unknown[] = []
  const stop = multichain.on("wallet_sessionChanged", (change) => heard.push(change))
  const params = { optionalScopes: { "eip155:1": { methods: [] } } }
  const creating = multichain.request({ method: "wallet_createSession", params })
  expect(bridge.last("wallet_createSession").params).toEqual(params)
  bridge.answer("wallet_createSession", { sessionScopes: {} })
  expect(await creating).toEqual({ sessionScopes: {} })
  bridge.event({ name: "session", scopes: { "eip155:1": {} } })
  stop()
  bridge.event({ name: "session", scopes: {} })
  expect(heard).toEqual([{ sessionScopes: { "eip155:1": {} } }])
})

test("a page hears of a session once, however often it is told", async () => {
  const { bridge, multichain } = open()
  const heard: unknown[] = []
  multichain.on("wallet_sessionChanged", (change) => heard.push(change))
  const [one, other] = [{ "eip155:1": {} }, { "eip155:10": {} }]
  bridge.event({ name: "session", scopes: {} })
  const asking = multichain.request({ method: "wallet_getSession" })
  bridge.answer("wallet_getSession", { sessionScopes: one })
  await asking
  for (const scopes of [one, other, other, {}, {}]) bridge.event({ name: "session", scopes })
  expect(heard).toEqual([{ sessionScopes: other }, { sessionScopes: {} }])
})

test("what happens in a subscription is told with the scope that it was made in", async () => {
  const { bridge, kept, multichain, invoke } = open()
  const heard: unknown[] = []
  multichain.on("wallet_notify", (notice) => heard.push(notice))
  await invoke("eip155:1", "eth_chainId", undefined, "0x1")
  expect(kept.listening).toBe(0)
  await invoke("eip155:1", "eth_subscribe", ["newHeads"], "0x1")
  expect(kept.listening).toBe(1)
  const data = { subscription: "0x1", result: { number: "0x2" } }
  bridge.event({ name: "message", message: { type: "eth_subscription", data } })
  const other = { subscription: "0x9", result: {} }
  bridge.event({ name: "message", message: { type: "eth_subscription", data: other } })
  bridge.event({ name: "message", message: { type: "eth_subscription", data: null } })
  expect(heard).toEqual([{ scope: "eip155:1", notification: { method: "eth_subscription", params: data } }])
})

test("on Solana a page gets the shapes that clients of this standard read", async () => {
  const { invoke } = open()
  const signature = base64.encode(SIGNATURE)
  const inBase58 = base58.encode(SIGNATURE)
  const account = { address: "A" }
  expect(await invoke(SOLANA, "signMessage", { account, message: "aGk=" }, { signature })).toEqual({
    signature: inBase58,
    signedMessage: "aGk=",
    signatureType: "ed25519",
  })
  expect(await invoke(SOLANA, "signTransaction", { account }, { transaction: "AA==" })).toEqual({
    signedTransaction: "AA==",
  })
  expect(await invoke(SOLANA, "signAndSendTransaction", { account }, { signature })).toEqual({
    signature: inBase58,
  })
  expect(await invoke(SOLANA, "getAccounts", undefined, { accounts: ["A"] })).toEqual([{ address: "A" }])
  expect(await invoke("eip155:1", "personal_sign", ["0x00", "0x0"], "0x12")).toBe("0x12")
})

test("a refusal reaches the page with its code, and a request that is none is refused at once", async () => {
  const { bridge, multichain } = open()
  const asking = multichain.request({ method: "wallet_invokeMethod", params: null })
  bridge.refuse("wallet_invokeMethod", {
    code: -32602,
    message: "no",
    data: { reason: "PARAMS_INVALID", method: "wallet_invokeMethod", where: "params" },
  })
  await expect(asking).rejects.toMatchObject({ code: -32602 })
  for (const wrong of [undefined, {}, { method: 7 }]) {
    await expect(multichain.request(wrong)).rejects.toMatchObject({ code: -32602 })
  }
  await settled()
  expect(bridge.asks).toHaveLength(1)
})

test("base58 is written as others read it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(toBase58(bytes)).toBe(base58.encode(bytes))
    }),
  )
  expect(toBase58(new Uint8Array(5))).toBe("11111")
})
