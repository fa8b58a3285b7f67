/** Solana: how the provider in the page carries the Wallet Standard. */
import * as z from "zod/mini"
import { ChainId } from "../chains"
import { Base64, NoParams, SolanaAddress } from "./shapes"

const SolanaAccounts = z.strictObject({ accounts: z.array(SolanaAddress) })
const SolanaTransactionRequest = { address: SolanaAddress, transaction: Base64, chain: ChainId }
const Commitment = z.enum(["processed", "confirmed", "finalized"])

export const solanaMethods = {
  /** `silent` answers with what is already connected and never opens a window. */
  solana_connect: { asked: z.strictObject({ silent: z.boolean() }), answered: SolanaAccounts },
  solana_disconnect: { asked: NoParams, answered: z.null() },
  solana_signMessage: {
    asked: z.strictObject({ address: SolanaAddress, message: Base64 }),
    answered: z.strictObject({ signature: Base64 }),
  },
  solana_signTransaction: {
    asked: z.strictObject(SolanaTransactionRequest),
    answered: z.strictObject({ transaction: Base64 }),
  },
  solana_signAndSendTransaction: {
    asked: z.strictObject({
      ...SolanaTransactionRequest,
      options: z.optional(
        z.strictObject({
          skipPreflight: z.optional(z.boolean()),
          maxRetries: z.optional(z.int()),
          preflightCommitment: z.optional(Commitment),
          minContextSlot: z.optional(z.int()),
          commitment: z.optional(Commitment),
        }),
      ),
    }),
    answered: z.strictObject({ signature: Base64 }),
  },
} as const
