/**
 * What a page wants signed on Solana, as the background is asked for it, and the answers as bytes. All bytes are read
 * before anything is asked, so that a page cannot change them while a person decides.
 */
import { fromBase64, toBase64 } from "./bytes"
import type { Natives } from "./natives"
import { type ProviderRpcError, paramsInvalid, providerError } from "./provider-error"
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

export type Mode = "serial" | "parallel"

/** `address` is missing where the site is not connected, which the background says in its own words. */
export type Signable = { address: string | undefined; transaction: string; chain: string | undefined }
export type Sendable = Signable & { options: object }
export type Sent = PromiseSettledResult<Uint8Array>

type SendOutcome = { signature: string } | { error: Parameters<typeof providerError>[0] }
type SignedIn = { address: string; message: string; signature: string }

export type SolanaSigning = ReturnType<typeof openSolanaSigning>

export function openSolanaSigning(natives: Natives, wire: Wire) {
  const ask = async <Answer>(what: string, params: object) =>
    (await wire.ask(`solana_${what}`, params)) as Answer

  /** The bytes that text stands for on the wire. */
  const decode = (base64: string) => fromBase64(natives, base64)

  function readSent(output: SendOutcome): Sent {
    return "error" in output
      ? { status: "rejected", reason: providerError(output.error) }
      : { status: "fulfilled", value: decode(output.signature) }
  }

  return {
    decode,

    /** The bytes as they are now, as text. */
    encode(bytes: unknown): string {
      if (!ArrayBuffer.isView(bytes)) throw invalid("what is to be signed is not bytes")
      return toBase64(natives, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    },

    async signMessage(address: string | undefined, message: string): Promise<Uint8Array> {
      return decode((await ask<{ signature: string }>("signMessage", { address, message })).signature)
    },

    async signTransactions(asks: readonly Signable[]): Promise<Uint8Array[]> {
      const signed: Uint8Array[] = []
      for (const [{ address, chain }, group] of groupsOf(asks)) {
        const transactions = group.map(({ transaction }) => transaction)
        const params = { address, chain, transactions }
        const answer = await ask<{ transactions: string[] }>("signTransactions", params)
        signed.push(...answer.transactions.map(decode))
      }
      return signed
    },

    async sendTransaction(params: Sendable): Promise<Uint8Array> {
      return decode((await ask<{ signature: string }>("signAndSendTransaction", params)).signature)
    },

    /** Rejects where nothing was sent; once something was, what went wrong with the rest is among the outcomes. */
    async sendTransactions(asks: readonly Sendable[], mode: Mode): Promise<Sent[]> {
      const sent: Sent[] = []
      try {
        for (const [{ address, chain }, group] of groupsOf(asks)) {
          const transactions = group.map(({ transaction, options }) => ({ transaction, options }))
          const params = { address, chain, mode, transactions }
          const answer = await ask<{ outputs: SendOutcome[] }>("signAndSendTransactions", params)
          sent.push(...answer.outputs.map(readSent))
        }
      } catch (reason) {
        if (sent.length === 0) throw reason
        while (sent.length < asks.length) sent.push({ status: "rejected", reason })
      }
      return sent
    },

    /** Whatever the site gives goes to the background, which refuses what it does not know. */
    async signIn(input: object = {}) {
      const { address, message, signature } = await ask<SignedIn>("signIn", input)
      return { address, signedMessage: decode(message), signature: decode(signature) }
    },
  }
}

export function invalid(where: string): ProviderRpcError {
  return providerError(paramsInvalid("countersign.solana", where))
}

/** Only the options that the standard names; the background refuses any other field. */
export function sendOptionsOf(options: object = {}): object {
  const given = options as Record<string, unknown>
  return Object.fromEntries(SEND_OPTIONS.map((name) => [name, given[name]]))
}

type Group<Ask> = [first: Ask, all: Ask[]]

/** Neighbours of one account and one chain, as many as one consent may cover, in their order. */
function groupsOf<Ask extends Signable>(asks: readonly Ask[]): Group<Ask>[] {
  const groups: Group<Ask>[] = []
  for (const ask of asks) {
    const [first, all] = groups.at(-1) ?? []
    const joins = first?.address === ask.address && first?.chain === ask.chain
    if (all && joins && all.length < BATCH_LIMIT) all.push(ask)
    else groups.push([ask, [ask]])
  }
  return groups
}
