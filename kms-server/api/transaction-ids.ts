/** What a network calls a signed transaction: derived from its own bytes, whatever the network says. */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { base58 } from "@scure/base"

export type Family = "ethereum" | "solana"

const families: Readonly<Record<string, Family>> = {
  ethereum: "ethereum",
  polygon: "ethereum",
  base: "ethereum",
  arbitrum: "ethereum",
  monad: "ethereum",
  solana: "solana",
}

/** Null for chains that are handed over by the client alone. */
export function familyOf(chain: string): Family | null {
  return (Object.hasOwn(families, chain) && families[chain]) || null
}

/** Ethereum: Keccak-256 of the signed serialization. Solana: the fee payer's signature, the first of all. */
export function idOf(family: Family, transaction: Uint8Array): string {
  return family === "ethereum"
    ? `0x${Buffer.from(keccak_256(transaction)).toString("hex")}`
    : base58.encode(transaction.subarray(1, 65))
}
