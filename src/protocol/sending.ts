/**
 * Sending from the wallet itself: what a person wants to send, what it would cost, and what is wrong with it. Nothing
 * here signs: sending opens a consent like any other.
 */
import * as z from "zod/mini"
import { ChainId, Family } from "./chains"
import { Amount } from "./nouns"

/** What is to be sent, from where, as far as it is known. `asset` is a token's address; null is the chain's currency. */
export const SendWish = z.strictObject({
  family: Family,
  from: z.string().check(z.maxLength(64)),
  chain: ChainId,
  asset: z.nullable(z.string().check(z.maxLength(64))),
  to: z.nullable(z.string().check(z.maxLength(64))),
})
export type SendWish = z.infer<typeof SendWish>

export const SendSpeed = z.enum(["slow", "usual", "fast"])
export type SendSpeed = z.infer<typeof SendSpeed>

/** What a unit of work is paid, as the network's own units have it. */
export const SendFee = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("eip1559"),
    maxFeePerGas: Amount,
    maxPriorityFeePerGas: Amount,
    gas: Amount,
  }),
  z.strictObject({ type: z.literal("legacy"), gasPrice: Amount, gas: Amount }),
  /** Of a unit, on top of what each signature costs. */
  z.strictObject({ type: z.literal("solana"), microLamports: Amount, units: Amount }),
])
export type SendFee = z.infer<typeof SendFee>

/**
 * `most`: the highest fee, in the chain's currency. `sendable`: the most of the asset that can go at this fee.
 * `seconds`: about how long until it is in a block; null where that cannot be said.
 */
export const SendOption = z.strictObject({
  speed: SendSpeed,
  fee: SendFee,
  most: Amount,
  sendable: Amount,
  seconds: z.nullable(z.int()),
})
export type SendOption = z.infer<typeof SendOption>

/** Why it cannot be sent as it stands, or null. */
export const SendTrouble = z.enum(["fee", "refused", "frozen", "not-an-owner"])
export type SendTrouble = z.infer<typeof SendTrouble>

/**
 * `balance` of the asset, `currency` of the chain's own. `opening`: what it costs beside the fee to open an account for
 * the recipient, who gets to keep it. `least`: an account that does not exist yet takes no less than this. `kept`: what
 * must stay on the sender, unless nothing stays.
 */
export const SendQuote = z.strictObject({
  balance: Amount,
  currency: Amount,
  opening: Amount,
  least: Amount,
  kept: Amount,
  options: z.array(SendOption),
  trouble: z.nullable(SendTrouble),
})
export type SendQuote = z.infer<typeof SendQuote>

/** `intent` names one press of the button: however often it arrives, one consent comes of it. */
export const SendOrder = z.strictObject({
  intent: z.uuid(),
  wish: z.strictObject({ ...SendWish.shape, to: z.string().check(z.maxLength(64)) }),
  amount: Amount,
  fee: SendFee,
})
export type SendOrder = z.infer<typeof SendOrder>

export const RecipientProblem = z.enum([
  "not-an-address",
  "checksum",
  "other-family",
  "own-address",
  "other-chain",
  "other-asset",
  "zero-address",
])
export type RecipientProblem = z.infer<typeof RecipientProblem>

/**
 * What was written or scanned, read as a recipient. `name` is what the person calls it, where it is one of their own;
 * `count`, how often something was sent there. `chain` is the one that a link names.
 */
export const RecipientRead = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("good"),
    address: z.string(),
    chain: z.nullable(ChainId),
    amount: z.nullable(Amount),
    isOwn: z.boolean(),
    count: z.int(),
  }),
  z.strictObject({ status: z.literal("wrong"), problem: RecipientProblem }),
])
export type RecipientRead = z.infer<typeof RecipientRead>

export const RecipientAsked = z.strictObject({
  text: z.string().check(z.maxLength(512)),
  family: Family,
  from: z.string().check(z.maxLength(64)),
  chain: ChainId,
})

export const RecentRecipient = z.strictObject({ address: z.string(), count: z.int(), lastAt: z.int() })
export type RecentRecipient = z.infer<typeof RecentRecipient>
