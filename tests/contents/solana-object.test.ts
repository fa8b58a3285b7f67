/** The familiar Solana object, used as dApps use it, with web3.js. */
import { ed25519 } from "@noble/curves/ed25519.js"
import { base58 } from "@scure/base"
import {
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js"
import { beforeEach, expect, test } from "vitest"
import { provide } from "~contents/provider/provide"
import type { openSolanaObject } from "~contents/provider/solana-object"
import { type FakePage, openBridge, openPage, settled } from "./fake-page"

type SolanaObject = ReturnType<typeof openSolanaObject>

const secret = new Uint8Array(32).fill(9)
const owner = new PublicKey(ed25519.getPublicKey(secret))
const ADDRESS = owner.toBase58()
const payee = Keypair.fromSeed(new Uint8Array(32).fill(5))
const BLOCKHASH = base58.encode(new Uint8Array(32).fill(7))

let page: FakePage
let bridge: ReturnType<typeof openBridge>
let solana: SolanaObject
beforeEach(() => {
  page = openPage().page
  bridge = openBridge(page)
  provide(page)
  solana = (page.countersign as { solana: SolanaObject }).solana
})

async function connect() {
  const connecting = solana.connect()
  bridge.answer("solana_connect", { accounts: [ADDRESS] })
  return (await connecting).publicKey
}

/** Signs what was asked last, as the wallet does: one signature in its place, the others kept. */
function sign(base64: string): string {
  const wire = Uint8Array.from(Buffer.from(base64, "base64"))
  const transaction = VersionedTransaction.deserialize(wire)
  const at = transaction.message.staticAccountKeys.findIndex((key) => key.equals(owner))
  transaction.signatures[at] = ed25519.sign(transaction.message.serialize(), secret)
  return Buffer.from(transaction.serialize()).toString("base64")
}

function answerSigned(): void {
  const { transactions } = bridge.last("solana_signTransactions").params as { transactions: string[] }
  bridge.answer("solana_signTransactions", { transactions: transactions.map(sign) })
}

function legacyTransfer(from: PublicKey): Transaction {
  const transfer = SystemProgram.transfer({ fromPubkey: from, toPubkey: payee.publicKey, lamports: 7 })
  return new Transaction({ feePayer: from, recentBlockhash: BLOCKHASH } as never).add(transfer)
}

function versionedTransfer(more: PublicKey[] = []): VersionedTransaction {
  const instructions = [
    SystemProgram.transfer({ fromPubkey: owner, toPubkey: payee.publicKey, lamports: 7 }),
    ...more.map((from) => SystemProgram.transfer({ fromPubkey: from, toPubkey: owner, lamports: 1 })),
  ]
  const message = new TransactionMessage({ payerKey: owner, recentBlockhash: BLOCKHASH, instructions })
  return new VersionedTransaction(message.compileToV0Message())
}

test("before it is connected it has no public key, and afterwards the account's", async () => {
  expect(solana).toMatchObject({ isCountersign: true, publicKey: null, isConnected: false })
  const publicKey = await connect()
  expect(bridge.last("solana_connect").params).toEqual({ silent: false })
  expect(solana.isConnected).toBe(true)
  for (const key of [publicKey, solana.publicKey]) {
    expect([key?.toBase58(), `${key}`, JSON.stringify(key)]).toEqual([ADDRESS, ADDRESS, `"${ADDRESS}"`])
    expect(key?.toBytes()).toEqual(Uint8Array.from(owner.toBytes()))
    expect(key?.equals(owner)).toBe(true)
    expect(key?.equals(payee.publicKey)).toBe(false)
    expect(key?.equals(null)).toBe(false)
  }
})

test("its public key can be used where web3.js wants one of its own", async () => {
  const key = (await connect()) as unknown as PublicKey
  expect([owner.equals(key), payee.publicKey.equals(key)]).toEqual([true, false])
  expect(new PublicKey(key).toBuffer()).toEqual(owner.toBuffer())
  expect(new PublicKey(key).equals(owner)).toBe(true)
  expect(new PublicKey(key.toBase58()).equals(key)).toBe(true)
  expect(legacyTransfer(key).serializeMessage()).toEqual(legacyTransfer(owner).serializeMessage())
  const zero = SystemProgram.programId
  bridge.event({ name: "accounts", family: "solana", accounts: [zero.toBase58()] })
  expect(zero.equals(solana.publicKey as unknown as PublicKey)).toBe(true)
})

test("a site that is not trusted is told so without a window", async () => {
  const connecting = solana.connect({ onlyIfTrusted: true })
  expect(bridge.last("solana_connect").params).toEqual({ silent: true })
  bridge.answer("solana_connect", { accounts: [] })
  await expect(connecting).rejects.toMatchObject({ code: 4001, data: { reason: "USER_REJECTED" } })
  expect(solana.isConnected).toBe(false)
})

test("connecting, another account and disconnecting are told once each", async () => {
  const heard: string[] = []
  for (const name of ["connect", "disconnect", "accountChanged"]) {
    solana.on(name, (key) => void heard.push(`${name} ${key ?? ""}`.trim()))
  }
  await connect()
  const other = payee.publicKey.toBase58()
  bridge.event({ name: "accounts", family: "solana", accounts: [ADDRESS] })
  bridge.event({ name: "accounts", family: "solana", accounts: [other] })
  const leaving = solana.disconnect()
  bridge.answer("solana_disconnect", null)
  await leaving
  bridge.event({ name: "accounts", family: "solana", accounts: [] })
  expect(heard).toEqual([`connect ${ADDRESS}`, `accountChanged ${other}`, "disconnect"])
  expect(solana).toMatchObject({ publicKey: null, isConnected: false })
})

test("listeners come and go as those of Node's emitter do", async () => {
  const heard: string[] = []
  const first = () => void heard.push("first")
  const once = () => void heard.push("once")
  expect(solana.on("connect", first)).toBe(solana)
  solana.on("connect", first)
  solana.once("connect", once)
  solana.once("disconnect", once)
  solana.off("connect", first)
  solana.removeListener("disconnect", once)
  await connect()
  bridge.event({ name: "accounts", family: "solana", accounts: [] })
  await connect()
  expect(heard).toEqual(["first", "once", "first"])
  solana.removeAllListeners("connect")
  bridge.event({ name: "accounts", family: "solana", accounts: [] })
  await connect()
  expect(heard).toHaveLength(3)
})

test("a legacy transaction comes back as the same object, signed and complete", async () => {
  await connect()
  const transaction = legacyTransfer(owner)
  const signing = solana.signTransaction(transaction)
  await settled()
  expect(bridge.last("solana_signTransactions").params).not.toHaveProperty("chain")
  answerSigned()
  expect(await signing).toBe(transaction)
  expect(transaction.verifySignatures()).toBe(true)
  expect(Transaction.from(transaction.serialize()).signature).toEqual(transaction.signature)
})

test("a version 0 transaction keeps the signatures that others have made", async () => {
  await connect()
  const transaction = versionedTransfer([payee.publicKey])
  transaction.sign([payee])
  const theirs = transaction.signatures[1]
  const signing = solana.signTransaction(transaction, { chain: "solana:devnet" })
  await settled()
  expect(bridge.last("solana_signTransactions").params).toMatchObject({ chain: "solana:devnet" })
  answerSigned()
  expect(await signing).toBe(transaction)
  expect(transaction.signatures[1]).toEqual(theirs)
  const [ours = new Uint8Array()] = transaction.signatures
  expect(ed25519.verify(ours, transaction.message.serialize(), owner.toBytes())).toBe(true)
})

test("a versioned transaction around a legacy message is signed, too", async () => {
  await connect()
  const transaction = new VersionedTransaction(legacyTransfer(owner).compileMessage())
  const signing = solana.signTransaction(transaction)
  await settled()
  answerSigned()
  await signing
  expect(Transaction.from(transaction.serialize()).verifySignatures()).toBe(true)
})

test("where the account is not the one that pays, its signature still finds its place", async () => {
  await connect()
  const transaction = new Transaction({ feePayer: payee.publicKey, recentBlockhash: BLOCKHASH } as never)
  transaction.add(SystemProgram.transfer({ fromPubkey: owner, toPubkey: payee.publicKey, lamports: 1 }))
  transaction.partialSign(payee)
  const signing = solana.signTransaction(transaction)
  await settled()
  answerSigned()
  await signing
  expect(transaction.verifySignatures()).toBe(true)
})

test("several transactions of both kinds and bytes are signed in one request", async () => {
  await connect()
  const [legacy, versioned] = [legacyTransfer(owner), versionedTransfer()]
  const bytes = versionedTransfer([owner]).serialize()
  const signing = solana.signAllTransactions<unknown>([legacy, versioned, bytes])
  await settled()
  answerSigned()
  const signed = await signing
  expect(signed.slice(0, 2)).toEqual([legacy, versioned])
  expect(legacy.verifySignatures()).toBe(true)
  const back = VersionedTransaction.deserialize(signed[2] as Uint8Array)
  expect(ed25519.verify(back.signatures[0] ?? bytes, back.message.serialize(), owner.toBytes())).toBe(true)
})

test("a transaction that web3.js cannot write, or no transaction at all, asks nobody", async () => {
  await connect()
  const before = bridge.asks.length
  await expect(solana.signTransaction(new Transaction())).rejects.toThrow(/recentBlockhash/)
  for (const bad of [null, undefined, "text", 5, {}]) {
    await expect(solana.signTransaction(bad)).rejects.toMatchObject({ code: -32602 })
  }
  await expect(solana.signAllTransactions("text" as never)).rejects.toMatchObject({ code: -32602 })
  expect(bridge.asks).toHaveLength(before)
})

test("sending answers with the signature in base58", async () => {
  await connect()
  const options = { skipPreflight: true, preflightCommitment: "confirmed", presubmit: 1 } as object
  const sending = solana.signAndSendTransaction(legacyTransfer(owner), options)
  await settled()
  expect(bridge.last("solana_signAndSendTransaction").params).toMatchObject({
    address: ADDRESS,
    options: { skipPreflight: true, preflightCommitment: "confirmed" },
  })
  const signature = new Uint8Array(64).fill(3)
  bridge.answer("solana_signAndSendTransaction", { signature: Buffer.from(signature).toString("base64") })
  const answer = await sending
  expect(answer.signature).toBe(base58.encode(signature))
  expect(answer.publicKey?.toBase58()).toBe(ADDRESS)
})

test("of several that are sent, one that failed has no signature, and none sent at all is an error", async () => {
  await connect()
  const error = { code: -32003, message: "refused", data: { reason: "RPC_REFUSED" } }
  const send = () => solana.signAndSendAllTransactions([versionedTransfer(), legacyTransfer(owner)])
  const half = send()
  await settled()
  bridge.answer("solana_signAndSendTransactions", { outputs: [{ error }, { signature: "AQID" }] })
  expect((await half).signatures).toEqual([null, base58.encode(Uint8Array.of(1, 2, 3))])
  const none = send()
  await settled()
  bridge.answer("solana_signAndSendTransactions", { outputs: [{ error }, { error }] })
  await expect(none).rejects.toMatchObject(error)
})

test("a message is signed as the bytes it was when it was asked for", async () => {
  await connect()
  const message = new TextEncoder().encode("hello")
  const signing = solana.signMessage(message, "utf8")
  message.fill(0)
  await settled()
  expect(bridge.last("solana_signMessage").params).toEqual({ address: ADDRESS, message: btoa("hello") })
  bridge.answer("solana_signMessage", { signature: "AQID" })
  const answer = await signing
  expect([...answer.signature]).toEqual([1, 2, 3])
  expect(answer.publicKey?.toBase58()).toBe(ADDRESS)
})

test("a site that was connected before it was reloaded can sign without connecting first", async () => {
  const signing = solana.signMessage(Uint8Array.of(65))
  expect(bridge.last("solana_connect").params).toEqual({ silent: true })
  bridge.answer("solana_connect", { accounts: [ADDRESS] })
  await settled()
  expect(bridge.last("solana_signMessage").params).toMatchObject({ address: ADDRESS })
  bridge.answer("solana_signMessage", { signature: "AQID" })
  expect((await signing).publicKey?.toBase58()).toBe(ADDRESS)
})

test("signing in connects, and answers with address, message and signature", async () => {
  const signing = solana.signIn({ statement: "Hello" })
  bridge.answer("solana_signIn", { address: ADDRESS, message: btoa("text"), signature: "AQID" })
  const { address, signedMessage, signature } = await signing
  expect([address, String.fromCharCode(...signedMessage), signature[2]]).toEqual([ADDRESS, "text", 3])
  expect(solana.publicKey?.toBase58()).toBe(ADDRESS)
})

const ways = {
  "a whole transaction": (transaction: Transaction) => transaction.serialize({ requireAllSignatures: false }),
  "its message alone": (transaction: Transaction) => transaction.serializeMessage(),
}
for (const [way, bytesOf] of Object.entries(ways)) {
  test(`request takes ${way} in base58`, async () => {
    await connect()
    const message = base58.encode(bytesOf(legacyTransfer(owner)))
    const signing = solana.request({ method: "signTransaction", params: { message } })
    await settled()
    answerSigned()
    const signed = (await signing) as { signature: string; publicKey: object; serialize(): Uint8Array }
    const whole = Transaction.from(signed.serialize())
    expect(whole.verifySignatures()).toBe(true)
    expect(signed.signature).toBe(base58.encode(whole.signature ?? new Uint8Array()))
    expect(`${signed.publicKey}`).toBe(ADDRESS)

    const all = solana.request({ method: "signAllTransactions", params: { message: [message, message] } })
    await settled()
    answerSigned()
    expect(await all).toMatchObject([{ signature: signed.signature }, { signature: signed.signature }])

    void solana.request({ method: "signAndSendTransaction", params: { message } })
    await settled()
    const { transaction } = bridge.last("solana_signAndSendTransaction").params as { transaction: string }
    expect(transaction).toBe(
      legacyTransfer(owner).serialize({ requireAllSignatures: false }).toString("base64"),
    )
  })
}

test("request takes the message of a version 0 transaction, too", async () => {
  await connect()
  const message = base58.encode(versionedTransfer([payee.publicKey]).message.serialize())
  void solana.request({ method: "signTransaction", params: { message } })
  await settled()
  const { transactions } = bridge.last("solana_signTransactions").params as { transactions: string[] }
  expect(transactions[0]).toBe(
    Buffer.from(versionedTransfer([payee.publicKey]).serialize()).toString("base64"),
  )
})

test("request knows its methods and no other, and reads no base58 where there is none", async () => {
  for (const method of ["signEverything", "toString", "__proto__", "on"]) {
    await expect(solana.request({ method })).rejects.toMatchObject({ code: 4200 })
  }
  for (const asked of [null, {}, { method: 5 }]) {
    await expect(solana.request(asked as never)).rejects.toMatchObject({ code: -32602 })
  }
  for (const message of [undefined, 5, "0OIl", ""]) {
    const asked = { method: "signTransaction", params: { message } }
    await expect(solana.request(asked)).rejects.toMatchObject({ code: -32602 })
  }
  const connecting = solana.request({ method: "connect", params: { onlyIfTrusted: true } })
  bridge.answer("solana_connect", { accounts: [ADDRESS] })
  expect(`${((await connecting) as { publicKey: object }).publicKey}`).toBe(ADDRESS)
})

test("the object can be wrapped and taken apart, and a page cannot change it or its key", async () => {
  await connect()
  const wrapped = Object.create(solana, { isOther: { value: true } }) as SolanaObject
  const { signMessage, on } = wrapped
  expect(wrapped.publicKey?.toBase58()).toBe(ADDRESS)
  on("connect", () => undefined)
  void signMessage(Uint8Array.of(65))
  await settled()
  expect(bridge.last("solana_signMessage").params).toMatchObject({ message: "QQ==" })
  expect(() => Object.assign(solana, { signMessage: null })).toThrow(TypeError)
  solana.publicKey?.toBytes().fill(0)
  expect(solana.publicKey?.toBytes()).toEqual(Uint8Array.from(owner.toBytes()))
})
