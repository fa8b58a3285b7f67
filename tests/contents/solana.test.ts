import { base58 } from "@scure/base"
import type {
  SolanaSignAndSendTransactionFeature,
  SolanaSignMessageFeature,
  SolanaSignTransactionFeature,
} from "@solana/wallet-standard-features"
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import type {
  StandardConnectFeature,
  StandardDisconnectFeature,
  StandardEventsFeature,
} from "@wallet-standard/features"
import { expect, test } from "vitest"
import { takeNatives } from "~contents/provider/natives"
import { openSolana } from "~contents/provider/solana"
import { openWire } from "~contents/provider/wire"
import { openBridge, openPage, settled } from "./fake-page"

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at * 7)
const ADDRESS = base58.encode(KEY)

type Features = StandardConnectFeature &
  StandardDisconnectFeature &
  StandardEventsFeature &
  SolanaSignMessageFeature &
  SolanaSignTransactionFeature &
  SolanaSignAndSendTransactionFeature

function open() {
  const { page } = openPage()
  const bridge = openBridge(page)
  const natives = takeNatives(page)
  const { wallet, refresh } = openSolana(natives, openWire(natives))
  return { bridge, wallet, refresh, features: wallet.features as Features }
}

async function openConnected() {
  const opened = open()
  const connecting = opened.features["standard:connect"].connect()
  opened.bridge.answer("solana_connect", { accounts: [ADDRESS] })
  const [account] = (await connecting).accounts
  if (!account) throw new Error("No account")
  return { ...opened, account }
}

test("connecting gives accounts with their public key as bytes", async () => {
  const { account, bridge, wallet } = await openConnected()
  expect(bridge.asks).toMatchObject([{ method: "solana_connect", params: { silent: false } }])
  expect(account).toMatchObject({ address: ADDRESS, chains: ["solana:localnet"] })
  expect([...account.publicKey]).toEqual([...KEY])
  expect(wallet.accounts).toEqual([account])
})

test("an account cannot be changed by a page, nor what the wallet says it can do", async () => {
  const { account, features, wallet } = await openConnected()
  ;(account.publicKey as Uint8Array).fill(0)
  expect([...account.publicKey]).toEqual([...KEY])
  const { supportedTransactionVersions } = features["solana:signTransaction"]
  for (const part of [
    account,
    account.chains,
    account.features,
    wallet.accounts,
    supportedTransactionVersions,
  ]) {
    expect(Object.isFrozen(part)).toBe(true)
  }
})

test("a silent connect says so", () => {
  const { bridge, features } = open()
  void features["standard:connect"].connect({ silent: true })
  expect(bridge.asks).toMatchObject([{ params: { silent: true } }])
})

test("a change of accounts is told once, and disconnecting empties them", async () => {
  const { bridge, features, wallet } = await openConnected()
  const heard: (readonly WalletAccount[] | undefined)[] = []
  const stop = features["standard:events"].on("change", ({ accounts }) => void heard.push(accounts))
  bridge.event({ name: "accounts", family: "solana", accounts: [ADDRESS] })
  const leaving = features["standard:disconnect"].disconnect()
  bridge.answer("solana_disconnect", null)
  await leaving
  bridge.event({ name: "accounts", family: "solana", accounts: [] })
  expect(heard).toEqual([[]])
  expect(wallet.accounts).toEqual([])
  stop()
  bridge.event({ name: "accounts", family: "solana", accounts: [ADDRESS] })
  expect(heard).toHaveLength(1)
})

test("several messages are signed one after the other, in order", async () => {
  const { account, bridge, features } = await openConnected()
  const messages = [Uint8Array.of(1, 2), Uint8Array.of(3)]
  const signing = features["solana:signMessage"].signMessage(
    ...messages.map((message) => ({ account, message })),
  )
  const asked = () => bridge.asks.filter(({ method }) => method === "solana_signMessage")
  expect(asked()).toHaveLength(1)
  bridge.answer("solana_signMessage", { signature: btoa("one") })
  await settled()
  expect(asked().map(({ params }) => params)).toEqual([
    { address: ADDRESS, message: "AQI=" },
    { address: ADDRESS, message: "Aw==" },
  ])
  bridge.answer("solana_signMessage", { signature: btoa("two") })
  const outputs = await signing
  expect(outputs.map(({ signedMessage }) => [...signedMessage])).toEqual([[1, 2], [3]])
  expect(outputs.map(({ signature }) => String.fromCharCode(...signature))).toEqual(["one", "two"])
})

test("bytes that change after the call are not what is asked for", async () => {
  const { account, bridge, features } = await openConnected()
  const message = Uint8Array.of(1)
  const second = Uint8Array.of(2)
  const signing = features["solana:signMessage"].signMessage(
    { account, message },
    { account, message: second },
  )
  second[0] = 99
  bridge.answer("solana_signMessage", { signature: "AA==" })
  await settled()
  expect(bridge.last("solana_signMessage").params).toMatchObject({ message: "Ag==" })
  bridge.answer("solana_signMessage", { signature: "AA==" })
  expect([...((await signing)[1]?.signedMessage ?? [])]).toEqual([2])
})

test("one refusal ends the rest: nothing more is asked", async () => {
  const { account, bridge, features } = await openConnected()
  const input = { account, transaction: Uint8Array.of(1) }
  const signing = features["solana:signTransaction"].signTransaction(input, input)
  bridge.refuse("solana_signTransaction", { code: 4001, message: "no", data: { reason: "USER_REJECTED" } })
  await expect(signing).rejects.toMatchObject({ code: 4001 })
  expect(bridge.asks.filter(({ method }) => method === "solana_signTransaction")).toHaveLength(1)
})

test("a view into a larger buffer is signed as what it shows", async () => {
  const { account, bridge, features } = await openConnected()
  const transaction = Uint8Array.of(9, 1, 2, 9).subarray(1, 3)
  const signing = features["solana:signTransaction"].signTransaction({ account, transaction })
  expect(bridge.last("solana_signTransaction").params).toEqual({
    address: ADDRESS,
    transaction: "AQI=",
    chain: "solana:localnet",
  })
  bridge.answer("solana_signTransaction", { transaction: "AwQ=" })
  expect([...((await signing)[0]?.signedTransaction ?? [])]).toEqual([3, 4])
})

test("sending carries the chain and the options of the standard, and no others", async () => {
  const { account, bridge, features } = await openConnected()
  const options = { skipPreflight: true, maxRetries: 3, mode: "parallel" }
  const input = { account, transaction: Uint8Array.of(1), chain: "solana:mainnet", options } as const
  const sending = features["solana:signAndSendTransaction"].signAndSendTransaction(input)
  expect(bridge.last("solana_signAndSendTransaction").params).toEqual({
    address: ADDRESS,
    transaction: "AQ==",
    chain: "solana:mainnet",
    options: { skipPreflight: true, maxRetries: 3 },
  })
  bridge.answer("solana_signAndSendTransaction", { signature: "AQID" })
  expect([...((await sending)[0]?.signature ?? [])]).toEqual([1, 2, 3])
})

test("inputs that are no bytes or no account are refused before anything is asked", async () => {
  const { account, bridge, features } = await openConnected()
  const { signMessage } = features["solana:signMessage"]
  const good = { account, message: Uint8Array.of(1) }
  for (const bad of [{ account, message: "text" }, { account: {}, message: good.message }, {}, null]) {
    await expect(signMessage(good, bad as unknown as typeof good)).rejects.toMatchObject({ code: -32602 })
  }
  expect(bridge.asks).toHaveLength(1)
})

test("no input is no request and no answer", async () => {
  const { features } = open()
  expect(await features["solana:signMessage"].signMessage()).toEqual([])
})

test("the wallet says what it is, and cannot be changed by a page", () => {
  const { wallet, features } = open()
  expect(wallet).toMatchObject({ version: "1.0.0", name: "Countersign", chains: ["solana:localnet"] })
  expect(wallet.icon).toMatch(/^data:image\/svg\+xml;base64,/)
  expect(features["solana:signTransaction"].supportedTransactionVersions).toEqual(["legacy", 0])
  expect(() =>
    Object.assign(wallet as { name: string }, { name: "Other" } satisfies Partial<Wallet>),
  ).toThrow(TypeError)
})
