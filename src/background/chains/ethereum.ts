/**
 * The Ethereum network, as far as this wallet asks it: fees, gas, nonce, balances, blocks, receipts, what pages read,
 * and taking a signed transaction. It never sees an unsigned one before consent except to estimate its gas.
 */
import * as z from "zod/mini"
import { type Chain, fault, type Hex } from "~protocol"
import { callRpc, openRpc, type Rpc, type RpcRefusal, submitSigned } from "./rpc"

export type EthereumFees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

/** What gas costs now: a base fee that is burnt and the usual tip, or, on a chain without EIP-1559, one price. */
export type GasPrices = { baseFee: bigint; tip: bigint } | { gasPrice: bigint }

export type EthereumDraft = { from: string; to: string | null; wei: bigint; data: Hex }

export type EthereumNetwork = {
  chain: Chain
  /** A question of the wallet's own; what the node says is answered as it is. */
  ask: Rpc
  /** Passed on as it is, and answered as it is; throws RPC_ERROR with the node's own code, words and data. */
  read(method: string, params: readonly unknown[]): Promise<unknown>
  blockNumber(): Promise<string>
  receipt(hash: string): Promise<Record<string, unknown> | null>
  balance(address: string): Promise<bigint>
  fees(): Promise<EthereumFees>
  estimateGas(draft: EthereumDraft): Promise<bigint>
  /** The nonce after everything the network has of this account, the waiting included. */
  pendingNonce(address: string): Promise<number>
  /** Returns when the network has the transaction with this hash; throws RPC_REFUSED or RPC_UNREACHABLE. */
  submit(raw: Hex, hash: string): Promise<void>
  /** As the network has it, in a block or waiting for one; null where it has no such transaction. */
  transaction(hash: string): Promise<Record<string, unknown> | null>
  /** The nonce after everything of this account that is in a block. */
  minedNonce(address: string): Promise<number>
  gasPrice(): Promise<bigint>
  gasPrices(): Promise<GasPrices>
}

const Quantity = z.string().check(z.regex(/^0x[0-9a-fA-F]{1,64}$/))
const Receipt = z.nullable(z.record(z.string(), z.unknown()))
const Block = z.object({ baseFeePerGas: z.nullish(Quantity) })

export function openEthereum(chain: Chain): EthereumNetwork {
  const rpc = openRpc(chain)
  const quantity = async (method: string, params: readonly unknown[]) =>
    BigInt(await callRpc(chain, rpc, Quantity, method, params))

  async function fees(): Promise<EthereumFees> {
    const [block, maxPriorityFeePerGas] = await Promise.all([
      callRpc(chain, rpc, Block, "eth_getBlockByNumber", ["latest", false]),
      quantity("eth_maxPriorityFeePerGas", []),
    ])
    // Twice the base fee lasts through six full blocks; what is not needed is not paid.
    const baseFee = BigInt(block.baseFeePerGas ?? "0x0")
    return { maxFeePerGas: baseFee * 2n + maxPriorityFeePerGas, maxPriorityFeePerGas }
  }

  return {
    chain,
    ask: rpc,
    fees,
    async read(method, params) {
      const reply = await rpc(method, params)
      if (reply.kind === "refused") throw rpcError(chain, reply)
      return reply.result
    },
    blockNumber: () => callRpc(chain, rpc, Quantity, "eth_blockNumber", []),
    receipt: (hash) => callRpc(chain, rpc, Receipt, "eth_getTransactionReceipt", [hash]),
    balance: (address) => quantity("eth_getBalance", [address, "latest"]),
    estimateGas: ({ from, to, wei, data }) =>
      quantity("eth_estimateGas", [
        { from, ...(to === null ? {} : { to }), value: `0x${wei.toString(16)}`, data },
      ]),
    pendingNonce: async (address) => Number(await quantity("eth_getTransactionCount", [address, "pending"])),
    async submit(raw, hash) {
      const reply = await submitSigned(
        () => rpc("eth_sendRawTransaction", [raw]),
        async () => (await callRpc(chain, rpc, Receipt, "eth_getTransactionByHash", [hash])) !== null,
      )
      if (reply.kind === "refused") throw fault("RPC_REFUSED", { chain: chain.name, detail: reply.detail })
    },
    transaction: (hash) => callRpc(chain, rpc, Receipt, "eth_getTransactionByHash", [hash]),
    minedNonce: async (address) => Number(await quantity("eth_getTransactionCount", [address, "latest"])),
    gasPrice: () => quantity("eth_gasPrice", []),
    async gasPrices() {
      // Both at once: a chain without a base fee may refuse to name a tip, and then nobody wants to know.
      const [block, tip] = await Promise.all([
        callRpc(chain, rpc, Block, "eth_getBlockByNumber", ["latest", false]),
        quantity("eth_maxPriorityFeePerGas", []).catch((thrown: unknown) => ({ thrown })),
      ])
      if (!block.baseFeePerGas) return { gasPrice: await quantity("eth_gasPrice", []) }
      if (typeof tip !== "bigint") throw tip.thrown
      return { baseFee: BigInt(block.baseFeePerGas), tip }
    },
  }
}

function rpcError(chain: Chain, { code, detail, data }: RpcRefusal) {
  const said = { chain: chain.name, code, message: detail }
  return fault("RPC_ERROR", data === null ? said : { ...said, data })
}
