/** What a Solana mint says of its token, read in the account's bytes. Its name is nobody's word and is not read. */
import { base64 } from "@scure/base"
import * as z from "zod/mini"
import { callRpc } from "./rpc"
import type { SolanaNetwork } from "./solana"

export type Mint = { decimals: number }

const TOKEN_PROGRAMS = new Set([
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
])
const MINT_BYTES = 82
const DECIMALS_AT = 44
const IS_INITIALIZED_AT = 45
/** Where an account of Token-2022 that has extensions says what it is. */
const KIND_AT = 165
const IS_MINT = 1

const Accounts = z.object({
  value: z.array(
    z.nullable(z.object({ owner: z.string(), data: z.tuple([z.string(), z.literal("base64")]) })),
  ),
})

/** One for each address, in their order; null for what is no mint. Throws RPC_UNREACHABLE or RPC_REFUSED. */
export async function readMints(
  { chain, ask }: SolanaNetwork,
  addresses: readonly string[],
): Promise<(Mint | null)[]> {
  const asked = [addresses, { encoding: "base64", commitment: "confirmed" }]
  const { value } = await callRpc(chain, ask, Accounts, "getMultipleAccounts", asked)
  return value.map((account) => {
    if (account === null || !TOKEN_PROGRAMS.has(account.owner)) return null
    const bytes = base64.decode(account.data[0])
    const isMint = bytes.length === MINT_BYTES || (bytes.length > KIND_AT && bytes[KIND_AT] === IS_MINT)
    const decimals = bytes[DECIMALS_AT]
    return isMint && bytes[IS_INITIALIZED_AT] === 1 && decimals !== undefined ? { decimals } : null
  })
}
