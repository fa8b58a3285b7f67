/**
 * What a page wants signed on Solana, as the background is asked for it, and the answers as bytes. All bytes are read
 * before anything is asked, so that a page cannot change them while a person decides.
 */
import { fromBase64, toBase64 } from "./bytes"
import type { Natives } from "./natives"
import { paramsInvalid, providerError } from "./provider-error"
import type { Wire } from "./wire"

/** How many transactions one consent may cover; more are asked for in turns. */
export const BATCH_LIMIT = 20

const SEND_OPTIONS = [
  "skipPreflight",
  "maxRetries",
  "preflightCommitment",
  "minContextSlot",
  "commitment",
] as const

/** `useOffchainMessage` is carried so that it is refused: a plain message must not be signed in its place. */
const SIGN_IN_FIELDS = [
  "domain",
  "address",
  "statement",
  "uri",
  "version",
  "chainId",
  "nonce",
  "issuedAt",
  "expirationTime",
  "notBefore",
  "requestId",
  "resources",
  "useOffchainMessage",
] as const

export type Mode = "serial" | "parallel"
export type Signable = { address: string | undefined; transaction: string; chain: string | undefined }
export type Sendable = Signable & { options: object }
export type SignedIn = { address: string; signedMessage: Uint8Array; signature: Uint8Array }
type SendOutcome = { signature: string } | { error: Parameters<typeof providerError>[0] }

export type SolanaSigning = ReturnType<typeof openSolanaSigning>

export function openSolanaSigning(natives: Natives, wire: Wire) {
  const decode = (base64: string) => fromBase64(natives, base64)

  async function signMessage(address: string | undefined, message: string): Promise<Uint8Array> {
    const answer = (await wire.ask("solana_signMessage", { address, message })) as { signature: string }
    return decode(answer.signature)
  }

  async function signTransactions(asks: readonly Signable[]): Promise<Uint8Array[]> {
    const signed: Uint8Array[] = []
    for (const group of groupsOf(asks)) signed.push(...(await signGroup(group)).map(decode))
    return signed
  }

  async function signGroup([first, ...others]: Group<Signable>): Promise<string[]> {
    if (others.length === 0) {
      const { transaction } = (await wire.ask("solana_signTransaction", first)) as { transaction: string }
      return [transaction]
    }
    const { address, chain } = first
    const transactions = [first, ...others].map(({ transaction }) => transaction)
    const answer = await wire.ask("solana_signTransactions", { address, chain, transactions })
    return (answer as { transactions: string[] }).transactions
  }

  async function sendTransaction(ask: Sendable): Promise<Uint8Array> {
    const answer = (await wire.ask("solana_signAndSendTransaction", ask)) as { signature: string }
    return decode(answer.signature)
  }

  /** Rejects where nothing was sent; once something was, what went wrong with the rest is among the outcomes. */
  async function sendTransactions(
    asks: readonly Sendable[],
    mode: Mode,
  ): Promise<PromiseSettledResult<Uint8Array>[]> {
    const outcomes: PromiseSettledResult<Uint8Array>[] = []
    for (const group of groupsOf(asks)) {
      try {
        outcomes.push(...(await sendGroup(group, mode)))
      } catch (reason) {
        if (outcomes.length === 0) throw reason
        while (outcomes.length < asks.length) outcomes.push({ status: "rejected", reason })
        return outcomes
      }
    }
    return outcomes
  }

  async function sendGroup(group: Group<Sendable>, mode: Mode): Promise<PromiseSettledResult<Uint8Array>[]> {
    const { address, chain } = group[0]
    const transactions = group.map(({ transaction, options }) => ({ transaction, options }))
    const answer = await wire.ask("solana_signAndSendTransactions", { address, chain, mode, transactions })
    return (answer as { outputs: SendOutcome[] }).outputs.map((output) =>
      "error" in output
        ? { status: "rejected", reason: providerError(output.error) }
        : { status: "fulfilled", value: decode(output.signature) },
    )
  }

  async function signIn(input: object = {}): Promise<SignedIn> {
    const asked = pick(input, SIGN_IN_FIELDS)
    const answer = (await wire.ask("solana_signIn", asked)) as Record<keyof SolanaSignInAnswer, string>
    const { address, message, signature } = answer
    return { address, signedMessage: decode(message), signature: decode(signature) }
  }

  /** The bytes as they are now. */
  function encode(bytes: unknown, method: string, what: string): string {
    if (!ArrayBuffer.isView(bytes)) throw providerError(paramsInvalid(method, `${what} is not bytes`))
    return toBase64(natives, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  return { encode, signMessage, signTransactions, sendTransaction, sendTransactions, signIn }
}

type SolanaSignInAnswer = { address: string; message: string; signature: string }

/** Only the options that the standard names; the background refuses any other field. */
export function sendOptionsOf(options: object | undefined): object {
  return pick(options ?? {}, SEND_OPTIONS)
}

function pick(given: object, names: readonly string[]): object {
  const from = given as Record<string, unknown>
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  )
}

type Group<Ask> = [Ask, ...Ask[]]

/** Neighbours of one account and one chain, as many as one consent may cover, in their order. */
function groupsOf<Ask extends Signable>(asks: readonly Ask[]): Group<Ask>[] {
  const groups: Group<Ask>[] = []
  for (const ask of asks) {
    const last = groups.at(-1)
    const [first] = last ?? []
    const joins = first?.address === ask.address && first?.chain === ask.chain
    if (last && joins && last.length < BATCH_LIMIT) last.push(ask)
    else groups.push([ask])
  }
  return groups
}
