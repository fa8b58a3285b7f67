/** Ethereum calls that are to be tried, and how the methods that try them take one. */
import type { ChainId } from "~protocol"

export type EthereumCallTried = { to: string | null; wei: string; data: string; gas: string }

/** `account` is in lower case. */
export type EthereumAsked = { chain: ChainId; account: string; calls: readonly EthereumCallTried[] }

export function requestOf(account: string, { to, wei, data, gas }: EthereumCallTried) {
  return {
    from: account,
    ...(to === null ? {} : { to }),
    value: hexOf(wei),
    gas: hexOf(gas),
    input: data,
  }
}

function hexOf(decimal: string): string {
  return `0x${BigInt(decimal).toString(16)}`
}
