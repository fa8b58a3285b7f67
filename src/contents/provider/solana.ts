/** The Wallet Standard wallet for Solana, as it is registered: inputs are answered in their order. */
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import { fromBase58 } from "./bytes"
import { identity } from "./identity"
import { type Listener, openListeners } from "./listeners"
import { freeze, type Natives } from "./natives"
import type { Addresses, SolanaSession } from "./solana-session"
import {
  invalid,
  type Mode,
  type Sendable,
  type Sent,
  type Signable,
  type SolanaSigning,
  sendOptionsOf,
} from "./solana-signing"

const VERSION = "1.0.0"
const CHAINS = freeze(["solana:mainnet", "solana:devnet", "solana:testnet", "solana:localnet"] as const)
const TRANSACTIONS = { supportedTransactionVersions: freeze(["legacy", 0] as const) }

type Input = { account: WalletAccount }
type MessageInput = Input & { message: Uint8Array }
type TransactionInput = Input & { transaction: Uint8Array; chain?: string; options?: object }

export function openSolanaWallet(natives: Natives, session: SolanaSession, signing: SolanaSigning): Wallet {
  const listeners = openListeners(natives)

  const features = freeze({
    "standard:connect": feature({
      async connect(input?: { silent?: boolean }) {
        await session.connect(input?.silent === true)
        return { accounts }
      },
    }),
    "standard:disconnect": feature({ disconnect: session.disconnect }),
    "standard:events": feature({
      on(name: string, listener: Listener) {
        listeners.add(name, listener)
        return () => listeners.remove(name, listener)
      },
    }),
    "solana:signMessage": feature({
      async signMessage(...inputs: MessageInput[]) {
        const asks = inputs.map((input) => [addressOf(input), signing.encode(input.message)] as const)
        return inOrder(asks, async ([address, message]) => ({
          signedMessage: signing.decode(message),
          signature: await signing.signMessage(address, message),
        }))
      },
    }),
    "solana:signTransaction": feature({
      ...TRANSACTIONS,
      async signTransaction(...inputs: TransactionInput[]) {
        const signed = await signing.signTransactions(inputs.map(signable))
        return signed.map((signedTransaction) => ({ signedTransaction }))
      },
    }),
    "solana:signAndSendTransaction": feature({
      ...TRANSACTIONS,
      async signAndSendTransaction(...inputs: TransactionInput[]) {
        const asks = inputs.map(sendable)
        const [only, ...others] = asks
        if (only && others.length === 0) return [{ signature: await signing.sendTransaction(only) }]
        return (await signing.sendTransactions(asks, "serial")).map((sent) => {
          if (sent.status === "rejected") throw sent.reason
          return { signature: sent.value }
        })
      },
    }),
    "solana:signAndSendAllTransactions": feature({
      ...TRANSACTIONS,
      async signAndSendAllTransactions(inputs: readonly TransactionInput[], options?: { mode?: Mode }) {
        const sent = await signing.sendTransactions(inputs.map(sendable), options?.mode ?? "parallel")
        return sent.map(outcomeOf)
      },
    }),
    "solana:signIn": feature({
      signIn: (...inputs: object[]) =>
        inOrder(inputs.length > 0 ? inputs : [{}], async (input) => {
          const { address, ...signed } = await signing.signIn(input)
          session.learn([address])
          return { account: accounts.find((known) => known.address === address), ...signed }
        }),
    }),
  } as const)

  const accountFeatures = freeze((Object.keys(features) as (keyof typeof features)[]).slice(3))
  let accounts = accountsOf([])

  session.onChange((addresses) => {
    accounts = accountsOf(addresses)
    listeners.emit("change", { accounts })
  })

  function accountsOf(addresses: Addresses): readonly WalletAccount[] {
    return freeze(addresses.map(accountOf))
  }

  /** Bytes cannot be frozen, so whoever asks for the public key gets a copy of it. */
  function accountOf(address: string): WalletAccount {
    const publicKey = fromBase58(address)
    return freeze({
      address,
      get publicKey() {
        return publicKey.slice()
      },
      chains: CHAINS,
      features: accountFeatures,
    })
  }

  function signable(input: TransactionInput): Signable {
    const address = addressOf(input)
    return { address, transaction: signing.encode(input.transaction), chain: input.chain }
  }

  function sendable(input: TransactionInput): Sendable {
    return { ...signable(input), options: sendOptionsOf(input.options) }
  }

  return freeze({
    version: VERSION,
    name: identity.name,
    icon: identity.icon,
    chains: CHAINS,
    features,
    get accounts() {
      return accounts
    },
  } as const)
}

function feature<Members extends object>(members: Members) {
  return freeze({ version: VERSION, ...members } as const)
}

function addressOf(input: Input): string {
  const address: unknown = input?.account?.address
  if (typeof address !== "string") throw invalid("account has no address")
  return address
}

function outcomeOf(sent: Sent) {
  return sent.status === "rejected" ? sent : { status: sent.status, value: { signature: sent.value } }
}

async function inOrder<Ask, Output>(
  asks: readonly Ask[],
  answer: (ask: Ask) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = []
  for (const ask of asks) outputs.push(await answer(ask))
  return outputs
}
