/**
 * The Wallet Standard wallet for Solana. Several inputs are signed one after the other, in order; the bytes of all
 * of them are read before the first is asked for, so that a page cannot change them while a person decides.
 */
import type { Wallet, WalletAccount } from "@wallet-standard/base"
import { fromBase58, fromBase64, toBase64 } from "./bytes"
import { identity } from "./identity"
import { type Listener, openListeners } from "./listeners"
import type { Natives } from "./natives"
import { paramsInvalid, providerError } from "./provider-error"
import type { Wire } from "./wire"

const CHAINS = Object.freeze(["solana:localnet"] as const)
const SIGNING = Object.freeze([
  "solana:signMessage",
  "solana:signTransaction",
  "solana:signAndSendTransaction",
] as const)
const VERSIONS = {
  version: "1.0.0",
  supportedTransactionVersions: Object.freeze(["legacy", 0] as const),
} as const
const SEND_OPTIONS = [
  "skipPreflight",
  "maxRetries",
  "preflightCommitment",
  "minContextSlot",
  "commitment",
] as const

type Accounts = { accounts: string[] }
type MessageInput = { account: WalletAccount; message: Uint8Array }
type TransactionInput = { account: WalletAccount; transaction: Uint8Array; chain?: string; options?: object }

export function openSolana(natives: Natives, wire: Wire) {
  const listeners = openListeners(natives)
  let accounts: readonly WalletAccount[] = []

  wire.onEvent((event) => {
    if (event.name === "accounts" && event.family === "solana") learn(event.accounts)
  })

  function learn(addresses: string[]): readonly WalletAccount[] {
    if (`${addresses}` === `${accounts.map(({ address }) => address)}`) return accounts
    accounts = Object.freeze(addresses.map(accountOf))
    listeners.emit("change", { accounts })
    return accounts
  }

  async function connect(input?: { silent?: boolean }) {
    const answer = (await wire.ask("solana_connect", { silent: input?.silent === true })) as Accounts
    return { accounts: learn(answer.accounts) }
  }

  async function disconnect(): Promise<void> {
    await wire.ask("solana_disconnect", undefined)
    learn([])
  }

  async function signMessage(...inputs: MessageInput[]) {
    const asks = inputs.map((input) => ({
      address: addressOf(input, "signMessage"),
      message: encode(input.message, "signMessage", "message"),
    }))
    return inOrder(asks, async (ask) => {
      const answer = (await wire.ask("solana_signMessage", ask)) as { signature: string }
      return {
        signedMessage: fromBase64(natives, ask.message),
        signature: fromBase64(natives, answer.signature),
      }
    })
  }

  async function signTransaction(...inputs: TransactionInput[]) {
    const asks = inputs.map((input) => transactionAsk(input, "signTransaction"))
    return inOrder(asks, async (ask) => {
      const answer = (await wire.ask("solana_signTransaction", ask)) as { transaction: string }
      return { signedTransaction: fromBase64(natives, answer.transaction) }
    })
  }

  async function signAndSendTransaction(...inputs: TransactionInput[]) {
    const asks = inputs.map((input) => ({
      ...transactionAsk(input, "signAndSendTransaction"),
      options: sendOptionsOf(input.options),
    }))
    return inOrder(asks, async (ask) => {
      const answer = (await wire.ask("solana_signAndSendTransaction", ask)) as { signature: string }
      return { signature: fromBase64(natives, answer.signature) }
    })
  }

  function transactionAsk(input: TransactionInput, method: string) {
    const address = addressOf(input, method)
    const transaction = encode(input.transaction, method, "transaction")
    return { address, transaction, chain: input.chain ?? CHAINS[0] }
  }

  function encode(bytes: unknown, method: string, what: string): string {
    if (!ArrayBuffer.isView(bytes)) throw providerError(paramsInvalid(method, `${what} is not bytes`))
    return toBase64(natives, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  function on(name: string, listener: Listener): () => void {
    listeners.add(name, listener)
    return () => listeners.remove(name, listener)
  }

  const wallet: Wallet = Object.freeze({
    version: "1.0.0",
    name: identity.name,
    icon: identity.icon,
    chains: CHAINS,
    features: Object.freeze({
      "standard:connect": Object.freeze({ version: "1.0.0", connect }),
      "standard:disconnect": Object.freeze({ version: "1.0.0", disconnect }),
      "standard:events": Object.freeze({ version: "1.0.0", on }),
      "solana:signMessage": Object.freeze({ version: "1.0.0", signMessage }),
      "solana:signTransaction": Object.freeze({ ...VERSIONS, signTransaction }),
      "solana:signAndSendTransaction": Object.freeze({ ...VERSIONS, signAndSendTransaction }),
    }),
    get accounts() {
      return accounts
    },
  })

  /** Asks quietly for what may have changed while no event could arrive; a site never connected is left alone. */
  async function refresh(): Promise<void> {
    if (accounts.length > 0) await connect({ silent: true })
  }
  return { wallet, refresh }
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

/** Only the options that the standard names; the background refuses any other field. */
function sendOptionsOf(options: object = {}): Record<string, unknown> {
  const given = options as Record<string, unknown>
  const taken: Record<string, unknown> = {}
  for (const name of SEND_OPTIONS) if (given[name] !== undefined) taken[name] = given[name]
  return taken
}

async function inOrder<Ask, Output>(
  asks: readonly Ask[],
  sign: (ask: Ask) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = []
  for (const ask of asks) outputs.push(await sign(ask))
  return outputs
}
