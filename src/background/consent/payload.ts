/**
 * What a consent lets happen, as plain data that survives the worker: the very bytes and amounts, never a reference
 * to something a page could change later. The Ethereum nonce is not part of it: it is assigned when the request is
 * stamped, so that a rejected transaction leaves no gap.
 */
import type { Amount, Family, Hex } from "~protocol"

export type SendOptions = {
  skipPreflight?: boolean
  maxRetries?: number
  preflightCommitment?: "processed" | "confirmed" | "finalized"
  minContextSlot?: number
}

export type ConnectPayload = { kind: "connect"; family: Family; addresses: string[] }
export type EthereumMessagePayload = { kind: "ethereum-message"; address: string; bytes: Hex }
export type SolanaMessagePayload = { kind: "solana-message"; address: string; text: string }

export type EthereumTransactionPayload = {
  kind: "ethereum-transaction"
  address: string
  chainId: number
  to: Hex | null
  wei: Amount
  data: Hex
  gas: Amount
  maxFeePerGas: Amount
  maxPriorityFeePerGas: Amount
}

export type SolanaTransactionPayload = {
  kind: "solana-transaction"
  address: string
  /** The whole wire transaction, with the signatures that others have already made, in base64. */
  transaction: string
  /** Null where the page gets the signed bytes; else the wallet submits them, this way. */
  submits: SendOptions | null
}

/** What the KMS can be asked to sign. */
export type SignablePayload =
  | EthereumMessagePayload
  | SolanaMessagePayload
  | EthereumTransactionPayload
  | SolanaTransactionPayload

export type Payload = ConnectPayload | SignablePayload
