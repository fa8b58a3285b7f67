/** What an ERC-20 token says of itself, read with two calls. It may say anything; it is shown as its own word. */
import * as z from "zod/mini"
import { isFault } from "~protocol"
import type { EthereumNetwork } from "./ethereum"

export type Token = { symbol: string; decimals: number }

const SYMBOL = "0x95d89b41"
const DECIMALS = "0x313ce567"
const WORD = 64
const DECIMALS_MAX = 36

const Words = z.string().check(z.regex(/^0x([0-9a-fA-F]{64}){1,64}$/))
const TokenSymbol = z.string().check(z.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,32}$/u))

/** Null where there is no token: nothing that answers both as a token does. */
export async function readToken(network: EthereumNetwork, address: string): Promise<Token | null> {
  const { symbol, decimals } = await readTokenWords(network, address)
  return symbol !== null && decimals !== null ? { symbol, decimals } : null
}

/** Each of the two, or null where a contract does not say it as a token does: collections have no decimals. */
export async function readTokenWords(
  network: EthereumNetwork,
  address: string,
): Promise<{ symbol: string | null; decimals: number | null }> {
  const [symbol, decimals] = await Promise.all([
    readWords(network, address, SYMBOL),
    readWords(network, address, DECIMALS),
  ])
  const text = TokenSymbol.safeParse(symbol && textOf(symbol))
  const count = decimals === null ? DECIMALS_MAX + 1 : Number(BigInt(`0x${decimals.slice(0, WORD)}`))
  return { symbol: text.success ? text.data : null, decimals: count <= DECIMALS_MAX ? count : null }
}

/** Digits without `0x`; null where the call came to nothing. Throws RPC_UNREACHABLE. */
async function readWords(network: EthereumNetwork, to: string, data: string): Promise<string | null> {
  const answered = await network.read("eth_call", [{ to, data }, "latest"]).catch(nullIfRefused)
  const words = Words.safeParse(answered)
  return words.success ? words.data.slice(2) : null
}

/** A string, or, of tokens older than the standard, 32 bytes that end in zeros. */
function textOf(words: string): string | null {
  if (words.length === WORD) return utf8Of(words.replace(/(00)+$/, ""))
  const length = Number(BigInt(`0x${words.slice(WORD, 2 * WORD)}`))
  const isString = BigInt(`0x${words.slice(0, WORD)}`) === 32n && length * 2 <= words.length - 2 * WORD
  return isString ? utf8Of(words.slice(2 * WORD, 2 * WORD + length * 2)) : null
}

function nullIfRefused(thrown: unknown): null {
  if (isFault(thrown, "RPC_ERROR")) return null
  throw thrown
}

function utf8Of(digits: string): string | null {
  const bytes = (digits.match(/../g) ?? []).map((digit) => Number.parseInt(digit, 16))
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes)).trim()
  } catch {
    return null
  }
}
