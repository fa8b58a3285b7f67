/**
 * The calls of the familiar Solana object: one account, transactions of web3.js or bytes, signatures of transactions
 * in base58. They ask for the same things in the same way as the Wallet Standard's wallet.
 */
import { toBase58 } from "./bytes"
import { paramsInvalid, providerError } from "./provider-error"
import { publicKeyOf } from "./public-key"
import { userRejected } from "./refusals"
import type { SolanaSession } from "./solana-session"
import { type Mode, type Sendable, type SolanaSigning, sendOptionsOf } from "./solana-signing"
import { serializeTransaction, signedLike } from "./solana-transactions"

/** What web3.js sends with, and the chain that a transaction of web3.js does not name. */
export type CallOptions = { chain?: string; mode?: Mode } | undefined

export type SolanaCalls = ReturnType<typeof openSolanaCalls>

export function openSolanaCalls(session: SolanaSession, signing: SolanaSigning) {
  /** The account that signs. A site that was connected earlier need not connect first; any other is refused. */
  async function selected(): Promise<string | undefined> {
    const [address] = session.addresses()
    return address ?? (await session.connect(true))[0]
  }

  async function connect(options?: { onlyIfTrusted?: boolean }) {
    const [address] = await session.connect(options?.onlyIfTrusted === true)
    if (address === undefined) throw providerError(userRejected)
    return { publicKey: publicKeyOf(address) }
  }

  async function signMessage(bytes: unknown, _display?: string) {
    const message = signing.encode(bytes, "signMessage", "message")
    const address = await selected()
    return { signature: await signing.signMessage(address, message), publicKey: keyOf(address) }
  }

  /** The signed bytes, and whose signature was added. */
  async function signBytes(transactions: readonly unknown[], options: CallOptions, method: string) {
    const encoded = encodeAll(transactions, method)
    const address = await selected()
    const asks = encoded.map((transaction) => ({ address, transaction, chain: options?.chain }))
    return { address: address ?? "", signed: await signing.signTransactions(asks) }
  }

  async function signAllTransactions<Transaction>(
    transactions: readonly Transaction[],
    options?: CallOptions,
  ): Promise<Transaction[]> {
    const { address, signed } = await signBytes(transactions, options, "signAllTransactions")
    return transactions.map((transaction, at) => signedLike(transaction, signed[at], address))
  }

  async function signTransaction<Transaction>(
    transaction: Transaction,
    options?: CallOptions,
  ): Promise<Transaction> {
    const { address, signed } = await signBytes([transaction], options, "signTransaction")
    return signedLike(transaction, signed[0], address)
  }

  async function signAndSendTransaction(transaction: unknown, options?: CallOptions) {
    const [encoded = ""] = encodeAll([transaction], "signAndSendTransaction")
    const address = await selected()
    const signature = await signing.sendTransaction(sendable(encoded, address, options))
    return { signature: toBase58(signature), publicKey: keyOf(address) }
  }

  /** Null where one was not sent while others were: an error would hide what the network has. */
  async function signAndSendAllTransactions(transactions: readonly unknown[], options?: CallOptions) {
    const encoded = encodeAll(transactions, "signAndSendAllTransactions")
    const address = await selected()
    const asks = encoded.map((transaction) => sendable(transaction, address, options))
    const outcomes = await signing.sendTransactions(asks, options?.mode ?? "parallel")
    const refused = outcomes.find(({ status }) => status === "rejected")
    if (refused?.status === "rejected" && outcomes.every(({ status }) => status === "rejected"))
      throw refused.reason
    const signatures = outcomes.map((one) => (one.status === "fulfilled" ? toBase58(one.value) : null))
    return { signatures, publicKey: keyOf(address) }
  }

  async function signIn(input?: object) {
    const signedIn = await signing.signIn(input)
    session.learn([signedIn.address])
    return signedIn
  }

  function encodeAll(transactions: readonly unknown[], method: string): string[] {
    if (!Array.isArray(transactions)) throw providerError(paramsInvalid(method, "transactions is no array"))
    return transactions.map((one) => signing.encode(serializeTransaction(one), method, "transaction"))
  }

  return {
    connect,
    disconnect: session.disconnect,
    signIn,
    signMessage,
    signBytes,
    signTransaction,
    signAllTransactions,
    signAndSendTransaction,
    signAndSendAllTransactions,
  }
}

function keyOf(address: string | undefined) {
  return address === undefined ? null : publicKeyOf(address)
}

function sendable(transaction: string, address: string | undefined, options: CallOptions): Sendable {
  return { address, transaction, chain: options?.chain, options: sendOptionsOf(options) }
}
