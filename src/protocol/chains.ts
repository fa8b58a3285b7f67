/**
 * The chains that a wallet can speak to, by CAIP-2 id. A chain is data: its RPC addresses are trusted for what they
 * say about the chain and for nothing else.
 */
import * as z from "zod/mini"

/** The two families of accounts; each has its own address, provider and signature. */
export const Family = z.enum(["ethereum", "solana"])
export type Family = z.infer<typeof Family>

/** A CAIP-2 id, such as `eip155:1` or `solana:localnet`. Solana's clusters go by their Wallet Standard names. */
export const ChainId = z.string().check(z.regex(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/))
export type ChainId = z.infer<typeof ChainId>

/** `main` has value, `test` and `local` have none; `added` came from a site, which said what it liked. */
export const ChainKind = z.enum(["main", "test", "local", "added"])
export type ChainKind = z.infer<typeof ChainKind>

export const Chain = z.strictObject({
  id: ChainId,
  family: Family,
  kind: ChainKind,
  name: z.string(),
  /** In the order in which they are asked; the next one where one does not answer. */
  rpcUrls: z.array(z.url()).check(z.minLength(1), z.maxLength(8)),
  currency: z.strictObject({ symbol: z.string(), decimals: z.int() }),
  /** Transactions are at `<explorerUrl>/tx/<hash>`; null where there is none. */
  explorerUrl: z.nullable(z.url()),
})
export type Chain = z.infer<typeof Chain>

/** A chain as views and consents name it. */
export const ChainName = z.strictObject({
  id: ChainId,
  name: z.string(),
  symbol: z.string(),
  decimals: z.int(),
})
export type ChainName = z.infer<typeof ChainName>

export function chainNameOf({ id, name, currency }: Chain): ChainName {
  return { id, name, ...currency }
}
