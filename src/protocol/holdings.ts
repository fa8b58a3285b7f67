/** What accounts hold, as the networks say it: the currency of each chain, and the tokens that are known there. */
import * as z from "zod/mini"
import { ChainId, ChainKind, ChainName, Family } from "./chains"
import { Amount } from "./nouns"

export const AccountIndex = z.int().check(z.minimum(0), z.maximum(255))

/** What a person calls an account: one line, nothing that hides or turns around what stands beside it. */
export const AccountLabel = z.string().check(z.maxLength(32), z.regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u))
export type AccountLabel = z.infer<typeof AccountLabel>

/** `address` is the token's; null for the currency of the chain itself. `source` says whose word its name is. */
export const Holding = z.strictObject({
  chain: ChainName,
  kind: ChainKind,
  address: z.nullable(z.string()),
  symbol: z.nullable(z.string()),
  /** Null where it is not known: then the amount cannot be read. */
  decimals: z.nullable(z.int()),
  source: z.enum(["listed", "chain", "unknown"]),
  amount: Amount,
})
export type Holding = z.infer<typeof Holding>

/** `silent` are the chains that did not answer, so that what is on them is not known. */
export const Holdings = z.strictObject({
  family: Family,
  address: z.string(),
  holdings: z.array(Holding),
  silent: z.array(z.string()),
})
export type Holdings = z.infer<typeof Holdings>

export const HoldingsAsked = z.strictObject({ family: Family, address: z.string() })

/** The chains on which an address of a family can receive, as far as the wallet looks at them. */
export const ReceivingChain = z.strictObject({ id: ChainId, name: z.string() })
export type ReceivingChain = z.infer<typeof ReceivingChain>
