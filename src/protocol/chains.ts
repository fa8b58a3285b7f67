/**
 * The chains that a wallet can speak to, by CAIP-2 id. A chain is data: its RPC address is trusted for what it
 * says about the chain and for nothing else.
 */
import * as z from "zod/mini"

/** The two families of accounts; each has its own address, provider and signature. */
export const Family = z.enum(["ethereum", "solana"])
export type Family = z.infer<typeof Family>

/** A CAIP-2 id, such as `eip155:1` or `solana:localnet`. */
export const ChainId = z.string().check(z.regex(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/))
export type ChainId = z.infer<typeof ChainId>

export const Chain = z.strictObject({
  id: ChainId,
  family: Family,
  name: z.string(),
  rpcUrl: z.url(),
  currency: z.strictObject({ symbol: z.string(), decimals: z.int() }),
})
export type Chain = z.infer<typeof Chain>
