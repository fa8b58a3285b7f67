/**
 * Ethereum: what only reads a chain. `passedReads` go to the chain of the site as they are, and what the node answers
 * goes back as it is; nothing that is not named here is passed on. Filters and subscriptions are the wallet's own.
 */
import * as z from "zod/mini"
import { Hex } from "../nouns"
import { EthereumAddress, Hash, NoParams } from "./shapes"

/** Older libraries write quantities with leading zeros; for a read that is the node's to mind. */
const LooseQuantity = z.string().check(z.regex(/^0x[0-9a-fA-F]{1,64}$/))
const BlockTag = z.enum(["latest", "earliest", "pending", "safe", "finalized"])
const BlockNumber = z.union([BlockTag, LooseQuantity])
/** EIP-1898. */
const Block = z.nullish(
  z.union([
    BlockNumber,
    z.strictObject({ blockNumber: BlockNumber }),
    z.strictObject({ blockHash: Hash, requireCanonical: z.optional(z.boolean()) }),
  ]),
)
const Overrides = z.nullish(z.record(z.string(), z.unknown()))

const AccessList = z.array(z.strictObject({ address: EthereumAddress, storageKeys: z.array(Hash) }))
const maybe = { quantity: z.nullish(LooseQuantity), hex: z.nullish(Hex), address: z.nullish(EthereumAddress) }

/** A call that nobody signs: whoever `from` is, the node takes it for that. */
const Call = z.strictObject({
  from: maybe.address,
  to: maybe.address,
  value: maybe.quantity,
  data: maybe.hex,
  input: maybe.hex,
  gas: maybe.quantity,
  gasPrice: maybe.quantity,
  maxFeePerGas: maybe.quantity,
  maxPriorityFeePerGas: maybe.quantity,
  maxFeePerBlobGas: maybe.quantity,
  nonce: maybe.quantity,
  chainId: maybe.quantity,
  type: maybe.quantity,
  accessList: z.nullish(AccessList),
  blobVersionedHashes: z.nullish(z.array(Hash)),
  authorizationList: z.nullish(z.array(z.record(z.string(), z.unknown())).check(z.maxLength(64))),
})

const ADDRESSES_MAX = 1_000
const Topic = z.union([z.null(), Hash, z.array(z.union([z.null(), Hash])).check(z.maxLength(ADDRESSES_MAX))])

export const LogCriteria = z.strictObject({
  fromBlock: z.nullish(BlockNumber),
  toBlock: z.nullish(BlockNumber),
  blockHash: z.nullish(Hash),
  address: z.nullish(z.union([EthereumAddress, z.array(EthereumAddress).check(z.maxLength(ADDRESSES_MAX))])),
  topics: z.nullish(z.array(Topic).check(z.maxLength(4))),
})
export type LogCriteria = z.infer<typeof LogCriteria>

/** The id of a filter or a subscription: nobody who did not make it can guess it. */
const WatchId = z.string().check(z.regex(/^0x[0-9a-f]{32}$/))
/** Ids of other wallets and nodes, kept from an earlier page, are unknown and not misshapen. */
const SomeWatchId = z.string().check(z.maxLength(128))

const passed = <Asked extends z.ZodMiniType>(asked: Asked) => ({ asked, answered: z.unknown() })

const nothing = passed(NoParams)
const call = passed(z.tuple([Call, z.optional(Block), z.optional(Overrides), z.optional(Overrides)]))
const ofAccount = passed(z.tuple([EthereumAddress, z.optional(Block)]))
const byHash = passed(z.tuple([Hash]))
const byBlock = passed(z.tuple([BlockNumber]))
const atHash = passed(z.tuple([Hash, LooseQuantity]))
const atBlock = passed(z.tuple([BlockNumber, LooseQuantity]))
const BlockCount = z.union([LooseQuantity, z.int().check(z.nonnegative())])
const Percentiles = z.array(z.number()).check(z.maxLength(100))

export const passedReads = {
  eth_blockNumber: nothing,
  eth_gasPrice: nothing,
  eth_maxPriorityFeePerGas: nothing,
  eth_blobBaseFee: nothing,
  eth_syncing: nothing,
  net_listening: nothing,
  net_peerCount: nothing,
  eth_feeHistory: passed(z.tuple([BlockCount, BlockNumber, z.optional(z.nullable(Percentiles))])),
  eth_call: call,
  eth_estimateGas: call,
  eth_createAccessList: call,
  eth_getBalance: ofAccount,
  eth_getCode: ofAccount,
  eth_getTransactionCount: ofAccount,
  eth_getStorageAt: passed(z.tuple([EthereumAddress, LooseQuantity, z.optional(Block)])),
  eth_getProof: passed(
    z.tuple([EthereumAddress, z.array(LooseQuantity).check(z.maxLength(ADDRESSES_MAX)), z.optional(Block)]),
  ),
  eth_getBlockByHash: passed(z.tuple([Hash, z.optional(z.boolean())])),
  eth_getBlockByNumber: passed(z.tuple([BlockNumber, z.optional(z.boolean())])),
  eth_getBlockReceipts: passed(z.tuple([Block])),
  eth_getBlockTransactionCountByHash: byHash,
  eth_getBlockTransactionCountByNumber: byBlock,
  eth_getTransactionByHash: byHash,
  eth_getTransactionByBlockHashAndIndex: atHash,
  eth_getTransactionByBlockNumberAndIndex: atBlock,
  eth_getTransactionReceipt: byHash,
  eth_getUncleByBlockHashAndIndex: atHash,
  eth_getUncleByBlockNumberAndIndex: atBlock,
  eth_getUncleCountByBlockHash: byHash,
  eth_getUncleCountByBlockNumber: byBlock,
  eth_getLogs: passed(z.tuple([LogCriteria])),
} as const

export type PassedRead = keyof typeof passedReads

export const ethereumReadMethods = {
  ...passedReads,
  /** Signed already, by whomever; the wallet only carries it. */
  eth_sendRawTransaction: { asked: z.tuple([Hex]), answered: Hash },
  eth_newFilter: { asked: z.tuple([LogCriteria]), answered: WatchId },
  eth_newBlockFilter: { asked: NoParams, answered: WatchId },
  eth_getFilterChanges: { asked: z.tuple([SomeWatchId]), answered: z.array(z.unknown()) },
  eth_getFilterLogs: { asked: z.tuple([SomeWatchId]), answered: z.unknown() },
  eth_uninstallFilter: { asked: z.tuple([SomeWatchId]), answered: z.boolean() },
  eth_subscribe: {
    asked: z.tuple([z.string().check(z.maxLength(32)), z.optional(z.nullable(LogCriteria))]),
    answered: WatchId,
  },
  eth_unsubscribe: { asked: z.tuple([SomeWatchId]), answered: z.boolean() },
  /** The provider's own: this document still listens. Answers the subscriptions that it has. */
  countersign_listen: { asked: NoParams, answered: z.array(WatchId) },
  web3_sha3: { asked: z.tuple([Hex]), answered: Hash },
  web3_clientVersion: { asked: NoParams, answered: z.string() },
} as const
