/** The wallet in the hands of dApps: through the wallet adapter, and with transactions of kit. */
import { ed25519 } from "@noble/curves/ed25519.js"
import { base58 } from "@scure/base"
import {
  address,
  appendTransactionMessageInstruction,
  assertIsFullySignedTransaction,
  blockhash,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getTransactionDecoder,
  getTransactionEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import { isWalletAdapterCompatibleStandardWallet } from "@solana/wallet-adapter-base"
import type { SolanaSignTransactionFeature } from "@solana/wallet-standard-features"
import { StandardWalletAdapter } from "@solana/wallet-standard-wallet-adapter-base"
import { Connection, PublicKey, SystemProgram, Transaction, VersionedTransaction } from "@solana/web3.js"
import { getTransferSolInstruction } from "@solana-program/system"
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { provide } from "~contents/provider/provide"
import { openBridge, openPage, settled } from "./fake-page"

const secret = new Uint8Array(32).fill(9)
const owner = new PublicKey(ed25519.getPublicKey(secret))
const ADDRESS = owner.toBase58()
const BLOCKHASH = base58.encode(new Uint8Array(32).fill(7))

let bridge: ReturnType<typeof openBridge>
let wallet: Wallet
beforeEach(() => {
  const { page } = openPage()
  // The adapter counts as installed only where there is a document.
  vi.stubGlobal("window", page)
  vi.stubGlobal("document", {})
  bridge = openBridge(page)
  provide(page)
  const register = (found: Wallet) => {
    wallet = found
    return () => undefined
  }
  page.dispatchEvent(new CustomEvent("wallet-standard:app-ready", { detail: { register } }))
})

afterEach(() => vi.unstubAllGlobals())

/** What the wallet makes of a transaction whose only signer is the account. */
function sign(base64: string): string {
  const transaction = VersionedTransaction.deserialize(Uint8Array.from(Buffer.from(base64, "base64")))
  transaction.signatures[0] = ed25519.sign(transaction.message.serialize(), secret)
  return Buffer.from(transaction.serialize()).toString("base64")
}

function answerSigned(): void {
  const { transactions } = bridge.last("solana_signTransactions").params as { transactions: string[] }
  bridge.answer("solana_signTransactions", { transactions: transactions.map(sign) })
}

function transfer(lamports: number): Transaction {
  const instruction = SystemProgram.transfer({ fromPubkey: owner, toPubkey: owner, lamports })
  return new Transaction({ feePayer: owner, recentBlockhash: BLOCKHASH } as never).add(instruction)
}

async function openAdapter(): Promise<StandardWalletAdapter> {
  if (!isWalletAdapterCompatibleStandardWallet(wallet)) throw new Error("the adapter does not take it")
  const adapter = new StandardWalletAdapter({ wallet })
  const connecting = adapter.connect()
  await settled()
  bridge.answer("solana_connect", { accounts: [ADDRESS] })
  await connecting
  return adapter
}

test("the wallet adapter takes the wallet, connects, and hears of a disconnection", async () => {
  const adapter = await openAdapter()
  expect(adapter.publicKey?.equals(owner)).toBe(true)
  const gone = new Promise((resolve) => adapter.once("disconnect", () => resolve("gone")))
  bridge.event({ name: "accounts", family: "solana", accounts: [] })
  expect(await gone).toBe("gone")
  expect(adapter.connected).toBe(false)
})

test("the wallet adapter signs one and several transactions", async () => {
  const adapter = await openAdapter()
  const one = adapter.signTransaction?.(transfer(1))
  await settled()
  answerSigned()
  expect((await one)?.verifySignatures()).toBe(true)
  const several = adapter.signAllTransactions?.([transfer(1), transfer(2)])
  await settled()
  answerSigned()
  expect((await several)?.map((signed) => signed.verifySignatures())).toEqual([true, true])
})

test("the wallet adapter sends on the cluster that the dApp's connection is of", async () => {
  const adapter = await openAdapter()
  const signature = new Uint8Array(64).fill(3)
  for (const [url, chain] of [
    ["https://api.devnet.solana.com", "solana:devnet"],
    ["http://127.0.0.1:8899", "solana:localnet"],
  ] as const) {
    const sending = adapter.sendTransaction(transfer(1), new Connection(url), { skipPreflight: true })
    await settled()
    expect(bridge.last("solana_signAndSendTransaction").params).toMatchObject({
      chain,
      options: { skipPreflight: true },
    })
    bridge.answer("solana_signAndSendTransaction", { signature: Buffer.from(signature).toString("base64") })
    expect(await sending).toBe(base58.encode(signature))
  }
})

test("the wallet adapter signs in without connecting first", async () => {
  if (!isWalletAdapterCompatibleStandardWallet(wallet)) throw new Error("the adapter does not take it")
  const adapter = new StandardWalletAdapter({ wallet })
  const signing = adapter.signIn?.({ statement: "Hello" })
  await settled()
  bridge.answer("solana_signIn", { address: ADDRESS, message: btoa("text"), signature: "AQID" })
  expect((await signing)?.account.address).toBe(ADDRESS)
  expect(adapter.publicKey?.equals(owner)).toBe(true)
})

test("a transaction of kit comes back fully signed", async () => {
  const { connect } = wallet.features["standard:connect"] as {
    connect(): Promise<{ accounts: WalletAccount[] }>
  }
  const connecting = connect()
  bridge.answer("solana_connect", { accounts: [ADDRESS] })
  const [account] = (await connecting).accounts
  if (!account) throw new Error("no account")
  const source = createNoopSigner(address(ADDRESS))
  const instruction = getTransferSolInstruction({ source, destination: source.address, amount: 7n })
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(source.address, m),
    (m) =>
      setTransactionMessageLifetimeUsingBlockhash(
        { blockhash: blockhash(BLOCKHASH), lastValidBlockHeight: 1n },
        m,
      ),
    (m) => appendTransactionMessageInstruction(instruction, m),
  )
  const transaction = Uint8Array.from(getTransactionEncoder().encode(compileTransaction(message)))
  const { signTransaction } = (wallet.features as SolanaSignTransactionFeature)["solana:signTransaction"]
  const signing = signTransaction({ account, transaction, chain: "solana:devnet" })
  answerSigned()
  const [output] = await signing
  const signed = getTransactionDecoder().decode(output?.signedTransaction ?? transaction)
  expect(() => assertIsFullySignedTransaction(signed)).not.toThrow()
  expect(signed.messageBytes).toEqual(compileTransaction(message).messageBytes)
})
