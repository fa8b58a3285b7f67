/** The Wallet Standard wallet for Solana, as it is registered: inputs are answered in their order. */
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import { fromBase58, fromBase64 } from "./bytes"
import { identity } from "./identity"
import { type Listener, openListeners } from "./listeners"
import type { Natives } from "./natives"
import { paramsInvalid, providerError } from "./provider-error"
import type { Addresses, SolanaSession } from "./solana-session"
import { type Mode, type Sendable, type Signable, type SolanaSigning, sendOptionsOf } from "./solana-signing"

const CHAINS = Object.freeze([
  "solana:mainnet",
  "solana:devnet",
  "solana:testnet",
  "solana:localnet",
] as const)
const SIGNING = Object.freeze([
  "solana:signMessage",
  "solana:signTransaction",
  "solana:signAndSendTransaction",
  "solana:signAndSendAllTransactions",
  "solana:signIn",
] as const)
const VERSIONS = {
  version: "1.0.0",
  supportedTransactionVersions: Object.freeze(["legacy", 0] as const),
} as const

type MessageInput = { account: WalletAccount; message: Uint8Array }
type TransactionInput = { account: WalletAccount; transaction: Uint8Array; chain?: string; options?: object }

export function openSolanaWallet(natives: Natives, session: SolanaSession, signing: SolanaSigning): Wallet {
  const listeners = openListeners(natives)
  let accounts = accountsOf([])

  session.onChange((addresses) => {
    accounts = accountsOf(addresses)
    listeners.emit("change", { accounts })
  })

  async function connect(input?: { silent?: boolean }) {
    await session.connect(input?.silent === true)
    return { accounts }
  }

  async function signMessage(...inputs: MessageInput[]) {
    const asks = inputs.map((input) => ({
      address: addressOf(input, "signMessage"),
      message: signing.encode(input.message, "signMessage", "message"),
    }))
    return inOrder(asks, async ({ address, message }) => ({
      signedMessage: fromBase64(natives, message),
      signature: await signing.signMessage(address, message),
    }))
  }

  async function signTransaction(...inputs: TransactionInput[]) {
    const signed = await signing.signTransactions(inputs.map((input) => signable(input, "signTransaction")))
    return signed.map((signedTransaction) => ({ signedTransaction }))
  }

  async function signAndSendTransaction(...inputs: TransactionInput[]) {
    const asks = inputs.map((input) => sendable(input, "signAndSendTransaction"))
    const [only] = asks
    if (only && asks.length === 1) return [{ signature: await signing.sendTransaction(only) }]
    return (await signing.sendTransactions(asks, "serial")).map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason
      return { signature: outcome.value }
    })
  }

  async function signAndSendAllTransactions(inputs: readonly TransactionInput[], options?: { mode?: Mode }) {
    const asks = inputs.map((input) => sendable(input, "signAndSendAllTransactions"))
    const outcomes = await signing.sendTransactions(asks, options?.mode ?? "parallel")
    return outcomes.map((outcome) =>
      outcome.status === "rejected"
        ? outcome
        : { status: outcome.status, value: { signature: outcome.value } },
    )
  }

  async function signIn(...inputs: object[]) {
    return inOrder(inputs.length > 0 ? inputs : [{}], async (input) => {
      const { address, signedMessage, signature } = await signing.signIn(input)
      session.learn([address])
      const account = accounts.find((known) => known.address === address) ?? accountOf(address)
      return { account, signedMessage, signature }
    })
  }

  function signable(input: TransactionInput, method: string): Signable {
    const address = addressOf(input, method)
    const transaction = signing.encode(input.transaction, method, "transaction")
    return { address, transaction, chain: input.chain }
  }

  function sendable(input: TransactionInput, method: string): Sendable {
    return { ...signable(input, method), options: sendOptionsOf(input.options) }
  }

  function on(name: string, listener: Listener): () => void {
    listeners.add(name, listener)
    return () => listeners.remove(name, listener)
  }

  return Object.freeze({
    version: "1.0.0",
    name: identity.name,
    icon: identity.icon,
    chains: CHAINS,
    features: Object.freeze({
      "standard:connect": Object.freeze({ version: "1.0.0", connect }),
      "standard:disconnect": Object.freeze({ version: "1.0.0", disconnect: session.disconnect }),
      "standard:events": Object.freeze({ version: "1.0.0", on }),
      "solana:signMessage": Object.freeze({ version: "1.0.0", signMessage }),
      "solana:signTransaction": Object.freeze({ ...VERSIONS, signTransaction }),
      "solana:signAndSendTransaction": Object.freeze({ ...VERSIONS, signAndSendTransaction }),
      "solana:signAndSendAllTransactions": Object.freeze({ ...VERSIONS, signAndSendAllTransactions }),
      "solana:signIn": Object.freeze({ version: "1.0.0", signIn }),
    }),
    get accounts() {
      return accounts
    },
  } as const)
}

function accountsOf(addresses: Addresses): readonly WalletAccount[] {
  return Object.freeze(addresses.map(accountOf))
}

/** Bytes cannot be frozen, so whoever asks for the public key gets a copy of it. */
function accountOf(address: string): WalletAccount {
  const publicKey = fromBase58(address)
  return Object.freeze({
    address,
    get publicKey() {
      return publicKey.slice()
    },
    chains: CHAINS,
    features: SIGNING,
  })
}

function addressOf(input: { account: WalletAccount }, method: string): string {
  const address: unknown = input?.account?.address
  if (typeof address !== "string") throw providerError(paramsInvalid(method, "account has no address"))
  return address
}

async function inOrder<Ask, Output>(
  asks: readonly Ask[],
  answer: (ask: Ask) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = []
  for (const ask of asks) outputs.push(await answer(ask))
  return outputs
}
