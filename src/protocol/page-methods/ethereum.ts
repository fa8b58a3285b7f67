/** Ethereum: what reads this wallet's accounts or needs a signature of them. */
import * as z from "zod/mini"
import { Hex } from "../nouns"
import { EthereumAccounts, EthereumAddress, Hash, NoParams, Quantity } from "./shapes"

const Anything = z.optional(z.unknown())

/** EIP-2930: what a transaction will touch. */
const AccessList = z
  .array(
    z.strictObject({
      address: EthereumAddress,
      storageKeys: z.array(Hash).check(z.maxLength(256)),
    }),
  )
  .check(z.maxLength(256))

/**
 * EIP-1474's transaction object: types 0, 1 and 2. What only the types 3 and 4 have is read so that the refusal can
 * name it.
 */
export const EthereumTransactionRequest = z.strictObject({
  from: EthereumAddress,
  to: z.optional(z.nullable(EthereumAddress)),
  value: z.optional(Quantity),
  data: z.optional(Hex),
  input: z.optional(Hex),
  gas: z.optional(Quantity),
  gasLimit: z.optional(Quantity),
  gasPrice: z.optional(Quantity),
  maxFeePerGas: z.optional(Quantity),
  maxPriorityFeePerGas: z.optional(Quantity),
  accessList: z.optional(AccessList),
  nonce: z.optional(Quantity),
  chainId: z.optional(Quantity),
  type: z.optional(Quantity),
  blobs: Anything,
  blobVersionedHashes: Anything,
  maxFeePerBlobGas: Anything,
  sidecars: Anything,
  authorizationList: Anything,
})
export type EthereumTransactionRequest = z.infer<typeof EthereumTransactionRequest>

/** JSON text, as most sites send it, or the object itself. */
const TypedDataRequest = z.tuple([EthereumAddress, z.union([z.string(), z.record(z.string(), z.unknown())])])

/** EIP-5792: 4,096 bytes, as text or as hex. */
const BundleId = z.string().check(z.minLength(1), z.maxLength(8194))

/** EIP-5792: by name; one that is not optional must be understood. */
const Capabilities = z.record(z.string(), z.looseObject({ optional: z.optional(z.boolean()) }))

export const SendCallsRequest = z.strictObject({
  version: z.literal("2.0.0"),
  id: z.optional(BundleId),
  from: z.optional(EthereumAddress),
  chainId: Quantity,
  atomicRequired: z.boolean(),
  calls: z
    .array(
      z.strictObject({
        to: z.optional(z.nullable(EthereumAddress)),
        data: z.optional(Hex),
        value: z.optional(Quantity),
        capabilities: z.optional(Capabilities),
      }),
    )
    .check(z.minLength(1)),
  capabilities: z.optional(Capabilities),
})
export type SendCallsRequest = z.infer<typeof SendCallsRequest>

const CallReceipt = z.object({
  logs: z.array(z.object({ address: z.string(), data: z.string(), topics: z.array(z.string()) })),
  status: z.enum(["0x0", "0x1"]),
  blockHash: z.string(),
  blockNumber: z.string(),
  gasUsed: z.string(),
  transactionHash: z.string(),
})

export const CallsStatus = z.strictObject({
  version: z.literal("2.0.0"),
  id: BundleId,
  chainId: Quantity,
  /** 100: some may still land. 200: all went well. 400: none will ever be in a block. 500: none went well. 600: some did. */
  status: z.union([z.literal(100), z.literal(200), z.literal(400), z.literal(500), z.literal(600)]),
  atomic: z.literal(false),
  receipts: z.optional(z.array(CallReceipt)),
})
export type CallsStatus = z.infer<typeof CallsStatus>

export const ethereumMethods = {
  eth_requestAccounts: { asked: NoParams, answered: EthereumAccounts },
  eth_accounts: { asked: NoParams, answered: EthereumAccounts },
  /**
   * The message as hex bytes or as text, then the address; the other order is read too, where it is clear. Older
   * libraries add a password for the node, which means nothing to a wallet.
   */
  personal_sign: { asked: z.tuple([z.string(), z.string(), z.optional(z.string())]), answered: Hex },
  /** The message as for `personal_sign`, then its signature. */
  personal_ecRecover: { asked: z.tuple([z.string(), Hex]), answered: EthereumAddress },
  eth_signTypedData_v3: { asked: TypedDataRequest, answered: Hex },
  eth_signTypedData_v4: { asked: TypedDataRequest, answered: Hex },
  eth_sendTransaction: { asked: z.tuple([EthereumTransactionRequest]), answered: Hash },
  /** The signed transaction itself. */
  eth_signTransaction: { asked: z.tuple([EthereumTransactionRequest]), answered: Hex },
  /** The account, then the chains that are asked about; without them, all. */
  wallet_getCapabilities: {
    asked: z.tuple([EthereumAddress, z.optional(z.array(Quantity).check(z.maxLength(64)))]),
    answered: z.record(
      Quantity,
      z.strictObject({ atomic: z.strictObject({ status: z.literal("unsupported") }) }),
    ),
  },
  wallet_sendCalls: { asked: z.tuple([SendCallsRequest]), answered: z.strictObject({ id: BundleId }) },
  wallet_getCallsStatus: { asked: z.tuple([BundleId]), answered: CallsStatus },
  wallet_showCallsStatus: { asked: z.tuple([BundleId]), answered: z.null() },
} as const
