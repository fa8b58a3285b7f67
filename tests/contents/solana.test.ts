import { base58 } from "@scure/base"
import type {
  SolanaSignAndSendAllTransactionsFeature,
  SolanaSignAndSendTransactionFeature,
  SolanaSignInFeature,
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
import { openSolanaWallet } from "~contents/provider/solana"
import { openSolanaSession } from "~contents/provider/solana-session"
import { BATCH_LIMIT, openSolanaSigning } from "~contents/provider/solana-signing"
import { openWire } from "~contents/provider/wire"
import { SOLANA_BATCH_LIMIT } from "~protocol"
import { openBridge, openPage, settled } from "./fake-page"

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at * 7)
const ADDRESS = base58.encode(KEY)

type Features = StandardConnectFeature &
  StandardDisconnectFeature &
  StandardEventsFeature &
  SolanaSignMessageFeature &
  SolanaSignTransactionFeature &
  SolanaSignAndSendTransactionFeature &
  SolanaSignAndSendAllTransactionsFeature &
  SolanaSignInFeature

const CHAINS = ["solana:mainnet", "solana:devnet", "solana:testnet", "solana:localnet"]
const refusal = { code: 4001, message: "no", data: { reason: "USER_REJECTED" } } as const

function open() {
  const { page } = openPage()
  const bridge = openBridge(page)
  const natives = takeNatives(page)
  const wire = openWire(natives)
  const session = openSolanaSession(wire)
  const wallet = openSolanaWallet(natives, session, openSolanaSigning(natives, wire))
  return { bridge, wallet, features: wallet.features as Features }
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
  expect(account).toMatchObject({ address: ADDRESS, chains: CHAINS })
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
  const input = { account, message: Uint8Array.of(1) }
  const signing = features["solana:signMessage"].signMessage(input, input)
  bridge.refuse("solana_signMessage", refusal)
  await expect(signing).rejects.toMatchObject({ code: 4001 })
  expect(bridge.asks.filter(({ method }) => method === "solana_signMessage")).toHaveLength(1)
})

test("several transactions are asked for at once and answered in their order", async () => {
  const { account, bridge, features } = await openConnected()
  const signing = features["solana:signTransaction"].signTransaction(
    ...[1, 2].map((byte) => ({ account, transaction: Uint8Array.of(byte) })),
  )
  const transactions = ["AQ==", "Ag=="]
  expect(bridge.last("solana_signTransactions").params).toEqual({ address: ADDRESS, transactions })
  bridge.answer("solana_signTransactions", { transactions: ["Cw==", "DA=="] })
  expect((await signing).map(({ signedTransaction }) => [...signedTransaction])).toEqual([[11], [12]])
})

test("what one consent cannot cover is asked for in turns: another chain, another account, too many", async () => {
  const { account, bridge, features } = await openConnected()
  const other = { ...account, address: base58.encode(new Uint8Array(32).fill(3)) }
  const many = Array.from({ length: BATCH_LIMIT + 1 }, () => ({ account, transaction: Uint8Array.of(1) }))
  const signing = features["solana:signTransaction"].signTransaction(
    ...many,
    { account, transaction: Uint8Array.of(2), chain: "solana:devnet" },
    { account: other, transaction: Uint8Array.of(3), chain: "solana:devnet" },
  )
  bridge.answer("solana_signTransactions", { transactions: Array(BATCH_LIMIT).fill("AQ==") })
  for (const transaction of ["AQ==", "Ag==", "Aw=="]) {
    await settled()
    expect(bridge.last("solana_signTransactions").params).toMatchObject({ transactions: [transaction] })
    bridge.answer("solana_signTransactions", { transactions: [transaction] })
  }
  expect((await signing).map(({ signedTransaction }) => signedTransaction[0])).toEqual([
    ...many.map(() => 1),
    2,
    3,
  ])
  expect(BATCH_LIMIT).toBe(SOLANA_BATCH_LIMIT)
})

test("a view into a larger buffer is signed as what it shows", async () => {
  const { account, bridge, features } = await openConnected()
  const transaction = Uint8Array.of(9, 1, 2, 9).subarray(1, 3)
  const signing = features["solana:signTransaction"].signTransaction({ account, transaction })
  expect(bridge.last("solana_signTransactions").params).toEqual({ address: ADDRESS, transactions: ["AQI="] })
  bridge.answer("solana_signTransactions", { transactions: ["AwQ="] })
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

test("of several that are sent, each has an outcome of its own", async () => {
  const { account, bridge, features } = await openConnected()
  const inputs = [1, 2].map(
    (byte) => ({ account, transaction: Uint8Array.of(byte), chain: "solana:devnet" }) as const,
  )
  const { signAndSendAllTransactions } = features["solana:signAndSendAllTransactions"]
  const sending = signAndSendAllTransactions(inputs, { mode: "serial" })
  expect(bridge.last("solana_signAndSendTransactions").params).toEqual({
    address: ADDRESS,
    chain: "solana:devnet",
    mode: "serial",
    transactions: [
      { transaction: "AQ==", options: {} },
      { transaction: "Ag==", options: {} },
    ],
  })
  const error = { code: -32003, message: "refused", data: { reason: "RPC_REFUSED" } }
  bridge.answer("solana_signAndSendTransactions", { outputs: [{ signature: "AQID" }, { error }] })
  const outcomes = await sending
  expect(outcomes).toMatchObject([
    { status: "fulfilled", value: { signature: Uint8Array.of(1, 2, 3) } },
    { status: "rejected", reason: error },
  ])
  expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(Error)
})

test("a refusal before anything was sent rejects; after that, it is the outcome of what was not sent", async () => {
  const { account, bridge, features } = await openConnected()
  const input = { account, transaction: Uint8Array.of(1), chain: "solana:devnet" } as const
  const { signAndSendAllTransactions } = features["solana:signAndSendAllTransactions"]
  const refused = signAndSendAllTransactions([input, input])
  expect(bridge.last("solana_signAndSendTransactions").params).toMatchObject({ mode: "parallel" })
  bridge.refuse("solana_signAndSendTransactions", refusal)
  await expect(refused).rejects.toMatchObject({ code: 4001 })

  const half = signAndSendAllTransactions([input, { ...input, chain: "solana:testnet" }])
  bridge.answer("solana_signAndSendTransactions", { outputs: [{ signature: "AQ==" }] })
  await settled()
  bridge.refuse("solana_signAndSendTransactions", refusal)
  expect(await half).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { code: 4001 } }])
})

test("several transactions to one send are one request, and the first that fails is the error", async () => {
  const { account, bridge, features } = await openConnected()
  const input = { account, transaction: Uint8Array.of(1), chain: "solana:devnet" } as const
  const { signAndSendTransaction } = features["solana:signAndSendTransaction"]
  const sending = signAndSendTransaction(input, input)
  expect(bridge.last("solana_signAndSendTransactions").params).toMatchObject({ mode: "serial" })
  bridge.answer("solana_signAndSendTransactions", {
    outputs: [{ signature: "AQ==" }, { signature: "Ag==" }],
  })
  expect((await sending).map(({ signature }) => [...signature])).toEqual([[1], [2]])
  const failing = signAndSendTransaction(input, input)
  const error = { code: -32003, message: "refused", data: { reason: "RPC_REFUSED" } }
  bridge.answer("solana_signAndSendTransactions", { outputs: [{ signature: "AQ==" }, { error }] })
  await expect(failing).rejects.toMatchObject({ code: -32003 })
})

test("signing in gives the account, the message and the signature, and the site is connected", async () => {
  const { bridge, features, wallet } = open()
  const heard: unknown[] = []
  features["standard:events"].on("change", (change) => void heard.push(change))
  const signing = features["solana:signIn"].signIn({ statement: "Hello", nonce: "12345678" })
  expect(bridge.last("solana_signIn").params).toEqual({ statement: "Hello", nonce: "12345678" })
  bridge.event({ name: "accounts", family: "solana", accounts: [ADDRESS] })
  bridge.answer("solana_signIn", { address: ADDRESS, message: btoa("text"), signature: "AQID" })
  const [output] = await signing
  expect(output?.account).toBe(wallet.accounts[0])
  expect(String.fromCharCode(...(output?.signedMessage ?? []))).toBe("text")
  expect([...(output?.signature ?? [])]).toEqual([1, 2, 3])
  expect(heard).toHaveLength(1)
})

test("signing in without input is one request, and whatever is asked for is for the background to judge", () => {
  const { bridge, features } = open()
  void features["solana:signIn"].signIn()
  expect(bridge.last("solana_signIn").params).toEqual({})
  const input = { domain: "dapp.example", useOffchainMessage: { messageVersion: 1 } } as const
  void features["solana:signIn"].signIn(input)
  expect(bridge.last("solana_signIn").params).toEqual(input)
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
  expect(wallet).toMatchObject({ version: "1.0.0", name: "Countersign", chains: CHAINS })
  expect(wallet.icon).toMatch(/^data:image\/svg\+xml;base64,/)
  expect(features["solana:signTransaction"].supportedTransactionVersions).toEqual(["legacy", 0])
  expect(() =>
    Object.assign(wallet as { name: string }, { name: "Other" } satisfies Partial<Wallet>),
  ).toThrow(TypeError)
})
