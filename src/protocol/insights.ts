/**
 * What the background can say of an open consent beyond its subject: what the bytes mean, what would happen, what is
 * risky about it, and what the KMS will say. It comes after the first paint, part by part; each part that is missing
 * says why. A reading is made of the very bytes that will be signed and of nothing that a page says about them.
 */
import * as z from "zod/mini"
import { ChainId } from "./chains"
import { ConsentId } from "./consents"
import { Amount, Digest, EpochMs, type Hex } from "./nouns"
import { Risk } from "./risks"

/** Something that can be owned: `address` is null for the chain's own currency, `tokenId` for what has no number. */
export const AssetName = z.strictObject({
  chain: ChainId,
  address: z.nullable(z.string()),
  tokenId: z.nullable(z.string()),
})
export type AssetName = z.infer<typeof AssetName>

/** `amount` is in the asset's smallest unit; null where the bytes do not say how much. */
export const AssetAmount = z.strictObject({ asset: AssetName, amount: z.nullable(Amount) })
export type AssetAmount = z.infer<typeof AssetAmount>

/**
 * What one call, instruction or document does, in the few terms that a person knows. `amount` of an approval is null
 * where there is no bound to it. Only what was read to the last byte becomes anything but `call` or `unknown`, and what a
 * lenient contract would make of bytes that have flaws.
 */
export const Action = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("send"),
    ...AssetAmount.shape,
    from: z.nullable(z.string()),
    to: z.string(),
  }),
  /** `spender` may take up to `amount`; `adds` where it comes on top of what it may already. Zero takes it back. */
  z.strictObject({
    type: z.literal("approve"),
    ...AssetAmount.shape,
    spender: z.string(),
    adds: z.boolean(),
    expiresAt: z.nullable(EpochMs),
  }),
  z.strictObject({
    type: z.literal("approve-all"),
    asset: AssetName,
    operator: z.string(),
    approved: z.boolean(),
  }),
  /** `get` holds the least that comes back, where that is said. */
  z.strictObject({
    type: z.literal("swap"),
    give: z.array(AssetAmount),
    get: z.array(AssetAmount),
    recipient: z.nullable(z.string()),
  }),
  /** An order that others may fulfil later, without asking again. */
  z.strictObject({
    type: z.literal("order"),
    give: z.array(AssetAmount),
    get: z.array(AssetAmount),
    recipient: z.nullable(z.string()),
    expiresAt: z.nullable(EpochMs),
  }),
  /** ETH into WETH or back; SOL likewise. */
  z.strictObject({ type: z.literal("wrap"), ...AssetAmount.shape, unwraps: z.boolean() }),
  z.strictObject({ type: z.literal("mint"), ...AssetAmount.shape, to: z.nullable(z.string()) }),
  z.strictObject({ type: z.literal("burn"), ...AssetAmount.shape }),
  z.strictObject({ type: z.literal("create"), destroys: z.boolean() }),
  /** Somebody else becomes its owner; `to` is null where nobody does. */
  z.strictObject({ type: z.literal("transfer-ownership"), of: z.string(), to: z.nullable(z.string()) }),
  /** Of a Solana account; `right` in the program's own word, such as `account-owner` or `close-account`. */
  z.strictObject({
    type: z.literal("set-authority"),
    of: z.string(),
    right: z.string(),
    to: z.nullable(z.string()),
  }),
  z.strictObject({ type: z.literal("close-account"), account: z.string(), to: z.string() }),
  z.strictObject({ type: z.literal("create-account"), account: z.string(), owner: z.nullable(z.string()) }),
  z.strictObject({ type: z.literal("stake"), ...AssetAmount.shape, with: z.nullable(z.string()) }),
  z.strictObject({ type: z.literal("unstake"), ...AssetAmount.shape }),
  /** The transaction stays valid until it lands or this is moved on. */
  z.strictObject({ type: z.literal("use-nonce"), account: z.string() }),
  /** EIP-7702: the account itself acts as this code from then on. */
  z.strictObject({ type: z.literal("delegate-account"), to: z.string() }),
  z.strictObject({ type: z.literal("memo"), text: z.string() }),
  z.strictObject({ type: z.literal("fee-setting"), setting: z.string(), value: Amount }),
  /** Several at once; they stand in `inside`. */
  z.strictObject({ type: z.literal("several") }),
  /** A call whose name is known and whose effect is not. */
  z.strictObject({ type: z.literal("call") }),
  z.strictObject({ type: z.literal("unknown") }),
])
export type Action = z.infer<typeof Action>

/** What is not as an encoder would write it, byte for byte. Each is a reason not to trust the reading. */
export const Flaw = z.enum([
  "too-short",
  "odd-length",
  "bytes-left-over",
  "boolean-not-canonical",
  "address-not-canonical",
  "number-not-canonical",
  "offset-not-canonical",
  "text-not-canonical",
])
export type Flaw = z.infer<typeof Flaw>

/** A member of what was read: a value as text, or members of its own. */
export type ReadMember = { name: string; type: string; value: string | ReadMember[] }
export const ReadMember: z.ZodMiniType<ReadMember> = z.strictObject({
  name: z.string(),
  type: z.string(),
  value: z.union([z.string(), z.array(z.lazy(() => ReadMember))]),
})

/**
 * `exact`: read to the last byte by a shape that is known for certain. `named`: only the name is likely, from a list of
 * signatures; it is shown as a likelihood. `unknown`: not read.
 */
export type Reading = {
  how: "exact" | "named" | "unknown"
  action: Action
  /** Contract or program that is called; null for a new contract, and for typed data that names none. */
  target: string | null
  /** By a list that comes with the wallet, such as `Uniswap`; null for what is not in it. */
  protocol: string | null
  /** `transfer(address,uint256)`, or an instruction's name; null where not even that is known. */
  signature: string | null
  members: ReadMember[]
  flaws: Flaw[]
  /** The calls inside it, in their order. */
  inside: Reading[]
  /** The bytes, where they were not read whole. */
  data: Hex | null
}
export const Reading: z.ZodMiniType<Reading> = z.strictObject({
  how: z.enum(["exact", "named", "unknown"]),
  action: Action,
  target: z.nullable(z.string()),
  protocol: z.nullable(z.string()),
  signature: z.nullable(z.string()),
  members: z.array(ReadMember),
  flaws: z.array(Flaw),
  inside: z.array(z.lazy(() => Reading)),
  data: z.nullable(z.string()),
}) as z.ZodMiniType<Reading>

/** `listed`: by the list that comes with the wallet. `chain`: by the contract's own word. `unknown`: by nobody. */
export const AssetFacts = z.strictObject({
  asset: AssetName,
  symbol: z.nullable(z.string()),
  decimals: z.nullable(z.int()),
  source: z.enum(["listed", "chain", "unknown"]),
})
export type AssetFacts = z.infer<typeof AssetFacts>

/** What the account has more or less of afterwards; `delta` is signed. */
export const BalanceChange = z.strictObject({
  asset: AssetName,
  delta: z.string().check(z.regex(/^-?(0|[1-9][0-9]{0,77})$/)),
})
export type BalanceChange = z.infer<typeof BalanceChange>

/** `at`: the block or slot it was tried on. `isPartial`: what the network can show leaves out tokens or later calls. */
export const Simulation = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("pending") }),
  z.strictObject({
    status: z.literal("known"),
    changes: z.array(BalanceChange),
    approvals: z.array(z.strictObject({ ...AssetAmount.shape, spender: z.string() })),
    at: z.string(),
    isPartial: z.boolean(),
  }),
  /** It would fail, for this reason in the network's or the contract's words. */
  z.strictObject({ status: z.literal("fails"), reason: z.string(), at: z.string() }),
  z.strictObject({
    status: z.literal("unavailable"),
    why: z.enum(["not-applicable", "unsupported", "unreachable", "too-slow"]),
  }),
])
export type Simulation = z.infer<typeof Simulation>

/** A rolling limit in the KMS, in US cents or in an asset's smallest unit. */
export const LimitState = z.strictObject({
  unit: z.union([z.literal("usd-cents"), AssetName]),
  limit: Amount,
  used: Amount,
  /** What this request would take; null where it cannot be told. */
  asked: z.nullable(Amount),
  windowMs: z.int(),
})
export type LimitState = z.infer<typeof LimitState>

/** What the KMS would say now. It is asked again when it counts, and has the last word then. */
export const Outlook = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("pending") }),
  z.strictObject({ status: z.literal("allowed"), limits: z.array(LimitState) }),
  z.strictObject({
    status: z.literal("denied"),
    /** The KMS's own code, such as `spending-limit-exceeded`. */
    code: z.string(),
    /** The name of the rule that said no, and what its author wrote beside it. */
    rule: z.nullable(z.string()),
    comment: z.nullable(z.string()),
    limits: z.array(LimitState),
  }),
  z.strictObject({
    status: z.literal("unavailable"),
    why: z.enum(["not-applicable", "unsupported", "unreachable"]),
  }),
])
export type Outlook = z.infer<typeof Outlook>

/** What the site may still spend on this chain without asking, in its smallest unit; counted by the wallet itself. */
export const SiteAllowance = z.strictObject({
  limit: Amount,
  used: Amount,
  /** What this request would take; null where it is nothing that goes out without asking. */
  asked: z.nullable(Amount),
  until: EpochMs,
})
export type SiteAllowance = z.infer<typeof SiteAllowance>

/** For the subject with this digest: a consent that was amended has another, and other insight. */
export const Insight = z.strictObject({
  id: ConsentId,
  digest: Digest,
  /** One for each call of a transaction or batch, one for typed data, none for anything else. */
  readings: z.array(Reading),
  /** Of every asset that is named above, as far as it is known by now. */
  assets: z.array(AssetFacts),
  risks: z.array(Risk),
  /** False until it was looked for risks: then none is not known to be none. */
  isAppraised: z.boolean(),
  simulation: Simulation,
  outlook: Outlook,
  /** Null where the site was allowed nothing on this chain. */
  allowance: z.nullable(SiteAllowance),
  /** Whether the page that asked is still there. */
  isPageThere: z.boolean(),
  /** False where asking again later will not bring more. */
  isPending: z.boolean(),
})
export type Insight = z.infer<typeof Insight>
