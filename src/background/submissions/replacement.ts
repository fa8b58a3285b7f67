/**
 * A transaction that takes another's place: the same at a higher fee, or one that does nothing. It has the same nonce,
 * so at most one of them lands. Made of what was approved the first time; it is shown and approved like any other.
 */
import { chainNameOf, fault, type Hex } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Draft } from "../consent/desk"
import type { EthereumFee, EthereumTransactionPayload } from "../consent/payload"
import type { SentEthereum } from "./submission"

export type How = "speed-up" | "cancel"

/** What an empty transfer costs; more on chains that count more than its execution. */
const TRANSFER_GAS = 21_000n

/** More than any block takes, and any fee there ever was; beyond it is a mistake or a trick of the network. */
const MAX_GAS = 1n << 32n
const MAX_FEE_PER_GAS = 1n << 64n

export async function draftReplacement(
  how: How,
  replaced: SentEthereum,
  network: EthereumNetwork,
): Promise<NonNullable<Draft>> {
  const fee = await raisedFee(replaced.payload.fee, network)
  const doing = how === "cancel" ? await doNothing(replaced.payload, network) : {}
  const payload: EthereumTransactionPayload = {
    ...replaced.payload,
    ...doing,
    fee: fee.type === "eip2930" && how === "cancel" ? { ...fee, type: "legacy" } : fee,
    nonce: replaced.nonce,
    submits: true,
  }
  return { payload, subject: subjectOf(payload, network, { how, hash: replaced.hash }) }
}

/** Of those for one nonce, the one with the highest fee: whatever takes their place must outbid it. */
export function dearest(rivals: readonly SentEthereum[]): SentEthereum | undefined {
  return rivals.toSorted((a, b) => (priceOf(b.payload.fee) > priceOf(a.payload.fee) ? 1 : -1))[0]
}

async function doNothing({ address }: EthereumTransactionPayload, network: EthereumNetwork) {
  const estimate = await network
    .estimateGas({ from: address, to: address, wei: 0n, data: "0x" })
    .catch(() => 0n)
  const gas = estimate > TRANSFER_GAS ? estimate : TRANSFER_GAS
  if (gas > MAX_GAS) throw beyondMeasure("gas")
  return { to: address as Hex, wei: "0", data: "0x" as const, gas: gas.toString(), accessList: [] }
}

/** An eighth more than before, which every node takes for a replacement, and no less than what the network asks now. */
async function raisedFee(before: EthereumFee, network: EthereumNetwork): Promise<EthereumFee> {
  if (before.type !== "eip1559") {
    return { ...before, gasPrice: raised(before.gasPrice, await network.gasPrice()) }
  }
  const asked = await network.fees()
  return {
    type: "eip1559",
    maxFeePerGas: raised(before.maxFeePerGas, asked.maxFeePerGas),
    maxPriorityFeePerGas: raised(before.maxPriorityFeePerGas, asked.maxPriorityFeePerGas),
  }
}

function raised(before: string, asked: bigint): string {
  const least = (BigInt(before) * 9n + 7n) / 8n
  const outbidding = least > BigInt(before) ? least : least + 1n
  const fee = asked > outbidding ? asked : outbidding
  if (fee > MAX_FEE_PER_GAS) throw beyondMeasure("a fee")
  return fee.toString()
}

function beyondMeasure(what: string) {
  return fault("PARAMS_INVALID", { method: "eth_sendTransaction", where: `${what} beyond all measure` })
}

function priceOf(fee: EthereumFee): bigint {
  return BigInt(fee.type === "eip1559" ? fee.maxFeePerGas : fee.gasPrice)
}

function subjectOf(
  { address, to, wei, data, gas, fee }: EthereumTransactionPayload,
  { chain }: EthereumNetwork,
  replaces: { how: How; hash: string },
) {
  return {
    kind: "transaction" as const,
    account: { family: "ethereum" as const, address },
    chain: chainNameOf(chain),
    submits: true,
    replaces,
    call: {
      family: "ethereum" as const,
      action: to === null ? ("create" as const) : data === "0x" ? ("transfer" as const) : ("call" as const),
      ...{ to, wei, data, gas },
      maxFeeWei: (BigInt(gas) * priceOf(fee)).toString(),
    },
  }
}
