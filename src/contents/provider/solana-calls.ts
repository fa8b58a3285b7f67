/**
 * The calls of the familiar Solana object: one account, transactions of web3.js or bytes, signatures of transactions
 * in base58. They ask for the same things in the same way as the Wallet Standard's wallet.
 */
import { toBase58 } from "./bytes"
import { providerError } from "./provider-error"
import { publicKeyOf } from "./public-key"
import { userRejected } from "./refusals"
import type { SolanaSession } from "./solana-session"
import {
  invalid,
  type Mode,
  type Sendable,
  type Sent,
  type SolanaSigning,
  sendOptionsOf,
} from "./solana-signing"
import { serializeTransaction, signedLike } from "./solana-transactions"

/** What web3.js sends with, and the chain, which no transaction of web3.js names. */
export type CallOptions = { chain?: string; mode?: Mode } | undefined

export type SolanaCalls = ReturnType<typeof openSolanaCalls>

export function openSolanaCalls(session: SolanaSession, signing: SolanaSigning) {
  /** The account that signs. A site that was connected earlier need not connect first; any other is refused. */
  async function selected(): Promise<string | undefined> {
    return session.addresses()[0] ?? (await session.connect(true))[0]
  }

  /** Everything is read before anything is asked. */
  async function readAll(transactions: readonly unknown[], options: CallOptions) {
    if (!Array.isArray(transactions)) throw invalid("transactions is no array")
    const encoded = transactions.map((one) => signing.encode(serializeTransaction(one)))
    const address = await selected()
    const sending = { chain: options?.chain, options: sendOptionsOf(options) }
    return {
      publicKey: publicKeyOf(address ?? ""),
      asks: encoded.map((transaction) => ({ address, transaction, ...sending })),
    }
  }

  async function signBytes(transactions: readonly unknown[], options: CallOptions) {
    const { publicKey, asks } = await readAll(transactions, options)
    return { publicKey, signed: await signing.signTransactions(asks) }
  }

  async function signAllTransactions<Transaction>(
    transactions: readonly Transaction[],
    options?: CallOptions,
  ): Promise<Transaction[]> {
    const { publicKey, signed } = await signBytes(transactions, options)
    return transactions.map((transaction, at) => signedLike(transaction, signed[at], `${publicKey}`))
  }

  return {
    disconnect: session.disconnect,
    signAllTransactions,

    async signAndSendAllTransactions(transactions: readonly unknown[], options?: CallOptions) {
      const { publicKey, asks } = await readAll(transactions, options)
      const sent = await signing.sendTransactions(asks, options?.mode ?? "parallel")
      return { signatures: signaturesOf(sent), publicKey }
    },

    async connect(options?: { onlyIfTrusted?: boolean }) {
      const [address] = await session.connect(options?.onlyIfTrusted === true)
      if (address === undefined) throw providerError(userRejected)
      return { publicKey: publicKeyOf(address) }
    },

    async signMessage(bytes: unknown, _display?: string) {
      const message = signing.encode(bytes)
      const address = (await selected()) ?? ""
      const signature = await signing.signMessage(address, message)
      return { signature, publicKey: publicKeyOf(address) }
    },

    signTransaction: async <Transaction>(transaction: Transaction, options?: CallOptions) =>
      (await signAllTransactions([transaction], options))[0] as Transaction,

    async signAndSendTransaction(transaction: unknown, options?: CallOptions) {
      const { publicKey, asks } = await readAll([transaction], options)
      const signature = await signing.sendTransaction(asks[0] as Sendable)
      return { signature: toBase58(signature), publicKey }
    },

    async signIn(input?: object) {
      const signedIn = await signing.signIn(input)
      session.learn([signedIn.address])
      return signedIn
    },

    /** For whoever has bytes alone: the signed bytes, and whose signature was added. */
    signBytes,
  }
}

/** Null where one was not sent while others were: an error would hide what the network has. */
function signaturesOf(sent: readonly Sent[]): (string | null)[] {
  const [first] = sent
  if (first?.status === "rejected" && sent.every(({ status }) => status === "rejected")) throw first.reason
  return sent.map((one) => (one.status === "fulfilled" ? toBase58(one.value) : null))
}
