/**
 * A consent as the person sees it: who asks, as whom, for what, in terms that the background worked out from the
 * bytes that will be signed. The window can say yes or no to it, by its digest, and nothing else.
 */
import * as z from "zod/mini"
import { Family } from "./chains"
import { Amount, Digest, EpochMs, Hex } from "./nouns"

export const ConsentId = z.uuid()
export type ConsentId = z.infer<typeof ConsentId>

export const ConsentKind = z.enum(["connect", "message", "transaction"])
export type ConsentKind = z.infer<typeof ConsentKind>

/** An address with its family, as pages and views name an account. */
export const AccountName = z.strictObject({ family: Family, address: z.string() })
export type AccountName = z.infer<typeof AccountName>

/** The site will see these addresses and may ask for signatures; it can do nothing without asking. */
export const ConnectSubject = z.strictObject({
  kind: z.literal("connect"),
  accounts: z.array(AccountName).check(z.minLength(1)),
})

/** `text` where the bytes are readable text, else null and the view shows the bytes. */
export const MessageSubject = z.strictObject({
  kind: z.literal("message"),
  account: AccountName,
  text: z.nullable(z.string()),
  bytes: Hex,
})

export const EthereumCall = z.strictObject({
  family: z.literal("ethereum"),
  /** `transfer`: ether and no data. `create`: a new contract. `call`: anything else, with what is known of it. */
  action: z.enum(["transfer", "call", "create"]),
  to: z.nullable(z.string()),
  wei: Amount,
  data: Hex,
  gas: Amount,
  /** The most that the whole transaction can cost in fees: all of `gas` at the highest price. */
  maxFeeWei: Amount,
})

/** One instruction: a system transfer or a memo in words, else its program, accounts and bytes as they are. */
export const SolanaInstruction = z.union([
  z.strictObject({ name: z.literal("transfer"), from: z.string(), to: z.string(), lamports: Amount }),
  z.strictObject({ name: z.literal("memo"), text: z.string() }),
  z.strictObject({ name: z.literal("compute-budget"), setting: z.string(), value: Amount }),
  z.strictObject({
    name: z.literal("unknown"),
    program: z.string(),
    accounts: z.array(z.string()),
    data: Hex,
  }),
])
export type SolanaInstruction = z.infer<typeof SolanaInstruction>

export const SolanaCall = z.strictObject({
  family: z.literal("solana"),
  version: z.enum(["legacy", "0"]),
  feePayer: z.string(),
  /** Null where the network could not say. */
  feeLamports: z.nullable(Amount),
  instructions: z.array(SolanaInstruction),
  /** Accounts that come from lookup tables, which only the network can name. */
  lookupTables: z.array(z.string()),
})

export const TransactionSubject = z.strictObject({
  kind: z.literal("transaction"),
  account: AccountName,
  chain: z.strictObject({ id: z.string(), name: z.string(), symbol: z.string(), decimals: z.int() }),
  /** Whether the wallet also sends it; otherwise the page gets the signed bytes and may send them at any time. */
  submits: z.boolean(),
  call: z.discriminatedUnion("family", [EthereumCall, SolanaCall]),
})

export const ConsentSubject = z.discriminatedUnion("kind", [
  ConnectSubject,
  MessageSubject,
  TransactionSubject,
])
export type ConsentSubject = z.infer<typeof ConsentSubject>

/** One open consent for the window; `digest` is what the answer must name. */
export const ConsentView = z.strictObject({
  id: ConsentId,
  origin: z.string(),
  subject: ConsentSubject,
  digest: Digest,
  askedAt: EpochMs,
  expiresAt: EpochMs,
})
export type ConsentView = z.infer<typeof ConsentView>
