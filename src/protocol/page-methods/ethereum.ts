/** Ethereum: what reads this wallet's accounts or needs a signature of them. */
import * as z from "zod/mini"
import { Hex } from "../nouns"
import { EthereumAccounts, EthereumAddress, NoParams, Quantity } from "./shapes"

/** EIP-1474's transaction object, as far as this wallet signs it: legacy fields are read, type 2 is what is sent. */
export const EthereumTransactionRequest = z.strictObject({
  from: EthereumAddress,
  to: z.optional(z.nullable(EthereumAddress)),
  value: z.optional(Quantity),
  data: z.optional(Hex),
  input: z.optional(Hex),
  gas: z.optional(Quantity),
  gasPrice: z.optional(Quantity),
  maxFeePerGas: z.optional(Quantity),
  maxPriorityFeePerGas: z.optional(Quantity),
  nonce: z.optional(Quantity),
  chainId: z.optional(Quantity),
  type: z.optional(Quantity),
})
export type EthereumTransactionRequest = z.infer<typeof EthereumTransactionRequest>

export const ethereumMethods = {
  eth_requestAccounts: { asked: NoParams, answered: EthereumAccounts },
  eth_accounts: { asked: NoParams, answered: EthereumAccounts },
  /**
   * The message as hex bytes or as text, then the address; the other order is read too, where it is clear. Older
   * libraries add a password for the node, which means nothing to a wallet.
   */
  personal_sign: { asked: z.tuple([z.string(), z.string(), z.optional(z.string())]), answered: Hex },
  eth_sendTransaction: { asked: z.tuple([EthereumTransactionRequest]), answered: Hex },
} as const
