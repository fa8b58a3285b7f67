/** Solana: how the provider in the page carries the Wallet Standard. */
import * as z from "zod/mini"
import { ChainId } from "../chains"
import { Base64, NoParams, SolanaAddress } from "./shapes"

/** How many transactions one consent may cover. */
export const SOLANA_BATCH_LIMIT = 20

const SolanaAccounts = z.strictObject({ accounts: z.array(SolanaAddress) })
const Commitment = z.enum(["processed", "confirmed", "finalized"])
const Count = z.int().check(z.nonnegative())

/** Without a chain it is the one that the wallet has Solana sites on: no transaction says which one it is for. */
const Signer = { address: SolanaAddress, chain: z.optional(ChainId) }
const SendOptions = z.strictObject({
  skipPreflight: z.optional(z.boolean()),
  maxRetries: z.optional(Count),
  preflightCommitment: z.optional(Commitment),
  minContextSlot: z.optional(Count),
  commitment: z.optional(Commitment),
})
const Sendable = { transaction: Base64, options: z.optional(SendOptions) }

function several<Item extends z.ZodMiniType>(item: Item) {
  return z.array(item).check(z.minLength(1), z.maxLength(SOLANA_BATCH_LIMIT))
}

/** What became of one of several transactions: the network has it, or why not. */
const SendOutcome = z.union([
  z.strictObject({ signature: Base64 }),
  z.strictObject({
    error: z.strictObject({
      code: z.int(),
      message: z.string(),
      data: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  }),
])

/** A field of a sign-in message is one line: a line break in it could write the fields that come after. */
const Line = z.string().check(z.maxLength(2_048), z.regex(/^[^\p{Cc}\u2028\u2029]*$/u))
const Domain = z.string().check(z.maxLength(255), z.regex(/^[^\s\p{Cc}]*$/u))

/** Sign-In With Solana: what a site wants in the message. What it leaves out stays out, but domain and address. */
export const SolanaSignInInput = z.strictObject({
  domain: z.optional(Domain),
  address: z.optional(SolanaAddress),
  statement: z.optional(Line),
  uri: z.optional(Line),
  version: z.optional(Line),
  chainId: z.optional(Line),
  nonce: z.optional(Line),
  issuedAt: z.optional(Line),
  expirationTime: z.optional(Line),
  notBefore: z.optional(Line),
  requestId: z.optional(Line),
  resources: z.optional(z.array(Line).check(z.maxLength(32))),
})
export type SolanaSignInInput = z.infer<typeof SolanaSignInInput>

export const solanaMethods = {
  /** `silent` answers with what is already connected and never opens a window. */
  solana_connect: { asked: z.strictObject({ silent: z.boolean() }), answered: SolanaAccounts },
  solana_disconnect: { asked: NoParams, answered: z.null() },
  /** Signs a message that the wallet writes, and connects the site to the account that signed. */
  solana_signIn: {
    asked: SolanaSignInInput,
    answered: z.strictObject({ address: SolanaAddress, message: Base64, signature: Base64 }),
  },
  solana_signMessage: {
    asked: z.strictObject({ address: SolanaAddress, message: Base64 }),
    answered: z.strictObject({ signature: Base64 }),
  },
  solana_signTransaction: {
    asked: z.strictObject({ ...Signer, transaction: Base64 }),
    answered: z.strictObject({ transaction: Base64 }),
  },
  /** All of them or none, in one consent. */
  solana_signTransactions: {
    asked: z.strictObject({ ...Signer, transactions: several(Base64) }),
    answered: z.strictObject({ transactions: z.array(Base64) }),
  },
  solana_signAndSendTransaction: {
    asked: z.strictObject({ ...Signer, ...Sendable }),
    answered: z.strictObject({ signature: Base64 }),
  },
  /**
   * One consent, all signed before the first is sent; then each has an outcome of its own. `parallel`: all at once.
   * `serial`: each waits until the network has confirmed the one before it, and none is sent after one that failed.
   */
  solana_signAndSendTransactions: {
    asked: z.strictObject({
      ...Signer,
      mode: z.enum(["serial", "parallel"]),
      transactions: several(z.strictObject(Sendable)),
    }),
    answered: z.strictObject({ outputs: z.array(SendOutcome) }),
  },
} as const
