/**
 * What a consent lets happen, as plain data that survives the worker: the very bytes and amounts, never a reference
 * to something a page could change later. An Ethereum nonce is assigned when the request is stamped, so that a
 * rejected transaction leaves no gap; only a transaction that takes another's place, or whose site named it, brings
 * its own.
 */
import type { Amount, Chain, ChainId, ConnectionLife, Family, Hex } from "~protocol"
import type { Session } from "../origins/permissions"

export type SendOptions = {
  skipPreflight?: boolean
  maxRetries?: number
  preflightCommitment?: "processed" | "confirmed" | "finalized"
  minContextSlot?: number
}

export type ChainAmount = { chainId: ChainId; amount: Amount }

/**
 * With a `chain` the site stays on the Ethereum chain that it is on; null lets it follow the wallet's default. A `session`
 * takes the place of the one before; `wanted` is all that the site wants of it. Without `lifeMs` it comes with something
 * else that was approved: a site that is connected stays so for as long as it was, and keeps its accounts. So it does with
 * what it may spend without asking, where there is no `allowance`; else it has that one and no other.
 */
export type ConnectPayload = {
  kind: "connect"
  addresses: { [F in Family]?: string[] }
  chain: ChainId | null
  session?: Session
  wanted?: Session
  lifeMs?: ConnectionLife
  allowance?: ChainAmount[]
}
export type ChainPayload = { kind: "chain"; chain: Chain }
export type AssetPayload = {
  kind: "asset"
  chainId: ChainId
  address: string
  symbol: string
  decimals: number
}
export type AutoConfirmPayload = {
  kind: "autoConfirm"
  limits: ChainAmount[]
  until: number
}

/** What the wallet does by itself once it is approved; the KMS is not asked. */
export type AppliedPayload = ConnectPayload | ChainPayload | AssetPayload | AutoConfirmPayload

export type EthereumMessagePayload = { kind: "ethereum-message"; address: string; bytes: Hex }
/** `typedData` is the JSON text of the typed data that is signed. */
export type EthereumTypedDataPayload = { kind: "ethereum-typed-data"; address: string; typedData: string }
/** `connects`: signing in also lets the site see the account. */
export type SolanaMessagePayload = {
  kind: "solana-message"
  address: string
  text: string
  connects: boolean
}

export type EthereumFee =
  | { type: "legacy" | "eip2930"; gasPrice: Amount }
  | { type: "eip1559"; maxFeePerGas: Amount; maxPriorityFeePerGas: Amount }

export type AccessList = { address: Hex; storageKeys: Hex[] }[]

export type EthereumTransactionPayload = {
  kind: "ethereum-transaction"
  address: string
  chainId: number
  to: Hex | null
  wei: Amount
  data: Hex
  gas: Amount
  fee: EthereumFee
  accessList: AccessList
  /** Only where the site named it, or where it is to take the place of the transaction that has this nonce. */
  nonce: number | null
  /** Whether the wallet sends it; else the page gets the signed bytes. */
  submits: boolean
}

export type SolanaTransactionPayload = {
  kind: "solana-transaction"
  address: string
  chain: ChainId
  /** The whole wire transaction, with the signatures that others have already made, in base64. */
  transaction: string
  /** Null where the page gets the signed bytes; else the wallet submits them, this way. */
  submits: SendOptions | null
}

/** An app's own authenticator, in base64url: who it will be in the organization, with what limit, until when. */
export type LoginPayload = {
  kind: "login"
  organizationId: string
  walletId: string
  publicKey: string
  algorithm: "Ed25519" | "Secp256r1"
  username: string
  origin: string
  appId: string
  /** In US cents a day. */
  usdLimit: number
  expiresAt: number
  /** What the site gets to see as well. */
  addresses: ConnectPayload["addresses"]
}

export type TransactionPayload = EthereumTransactionPayload | SolanaTransactionPayload

/** What the KMS can be asked, in one request. */
export type SignablePayload =
  | EthereumMessagePayload
  | EthereumTypedDataPayload
  | SolanaMessagePayload
  | TransactionPayload
  | LoginPayload

/**
 * Several transactions, signed one after the other. `bundleId` is what EIP-5792 calls them by. With a `mode`, the page
 * hears of each what became of it; without one, the first that the network refuses ends the request.
 */
export type BatchPayload = {
  kind: "batch"
  items: TransactionPayload[]
  bundleId: string | null
  mode?: SendMode
}
export type SendMode = "serial" | "parallel"

export type KmsPayload = SignablePayload | BatchPayload

export type Payload = AppliedPayload | KmsPayload

/** The requests to the KMS that a payload comes to, in their order. */
export function itemsOf(payload: KmsPayload): SignablePayload[] {
  return payload.kind === "batch" ? payload.items : [payload]
}

export function isApplied(payload: Payload): payload is AppliedPayload {
  return (
    payload.kind === "connect" ||
    payload.kind === "chain" ||
    payload.kind === "asset" ||
    payload.kind === "autoConfirm"
  )
}
