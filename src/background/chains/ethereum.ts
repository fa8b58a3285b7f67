/**
 * The Ethereum network, as far as this wallet asks it: fees, gas, nonce, balances, blocks, receipts, what pages read,
 * and taking a signed transaction. It never sees an unsigned one before consent except to estimate its gas.
 */
import * as z from "zod/mini"
import { type Chain, fault, type Hex } from "~protocol"
import { callRpc, openRpc, type RpcRefusal, submitSigned } from "./rpc"

export type EthereumFees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

export type EthereumDraft = { from: string; to: string | null; wei: bigint; data: Hex }

export type EthereumNetwork = {
  chain: Chain
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
}

const Quantity = z.string().check(z.regex(/^0x[0-9a-fA-F]{1,64}$/))
const Receipt = z.nullable(z.record(z.string(), z.unknown()))
const Block = z.object({ baseFeePerGas: z.optional(Quantity) })

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
  }
}

function rpcError(chain: Chain, { code, detail, data }: RpcRefusal) {
  const said = { chain: chain.name, code, message: detail }
  return fault("RPC_ERROR", data === null ? said : { ...said, data })
}
