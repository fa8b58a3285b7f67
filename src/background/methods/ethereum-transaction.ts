/** What the Ethereum transaction methods share: which chain, what it costs, and what the person is shown of it. */
import { chainNameOf, type EthereumTransactionRequest, fault, isFault, type PageMethod } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Networks } from "../chains/networks"
import { ethereumChainNumber } from "../chains/registry"
import type { Draft } from "../consent/desk"
import type { EthereumTransactionPayload } from "../consent/payload"
import { connectedAccount } from "./accounts"
import { accessListGas, fillFee, refuseTooMuchGas } from "./ethereum-fee"
import {
  type AskedCall,
  type AskedFee,
  askedCall,
  askedFee,
  askedNonce,
  type Refuse,
  refuserOf,
} from "./ethereum-transaction-asked"
import type { Asking, Verdict } from "./route"

/** Where a later call of several can only be estimated once the earlier ones have happened. */
const UNKNOWN_GAS = 1_000_000n

export type AskedTransaction = {
  from: string
  call: AskedCall
  fee: AskedFee
  /** Null leaves it to the wallet. */
  nonce: number | null
  submits: boolean
}

/** What a site that says nothing of it pays. */
export const anyFee: AskedFee = { type: null, gasPrice: null, fees: {}, gas: null, accessList: [] }

/** The verdict on a request for one transaction. */
export async function transactionVerdict(
  method: PageMethod,
  request: EthereumTransactionRequest,
  asking: Asking,
  networks: Networks,
  submits: boolean,
): Promise<Verdict<never>> {
  const refuse = refuserOf(method)
  const from = connectedAccount("ethereum", request.from, asking.addresses)
  const asked = {
    from,
    call: askedCall(request, refuse),
    fee: askedFee(request, refuse),
    nonce: askedNonce(request, refuse),
    submits,
  }
  const ethereum = await networkOf(request.chainId, asking, networks)
  return { consent: () => draftEthereum(ethereum, asked, refuse) }
}

/** The chain that the request names, where the wallet knows it for this site; else the one that the site is on. */
export async function networkOf(
  chainId: string | bigint | undefined,
  { ethereum, scope, caller }: Asking,
  networks: Networks,
): Promise<EthereumNetwork> {
  if (chainId === undefined) return ethereum()
  const id = `eip155:${BigInt(chainId)}`
  // What came in for one chain does not go to another.
  if (scope !== undefined && scope !== id) throw fault("CHAIN_UNSUPPORTED", { chain: id })
  return networks.ethereum(id, caller.origin)
}

/** A consent to one transaction. */
export async function draftEthereum(
  ethereum: EthereumNetwork,
  asked: AskedTransaction,
  refuse: Refuse,
): Promise<Draft> {
  const { from, nonce, submits } = asked
  if (submits && nonce !== null && nonce < (await ethereum.pendingNonce(from))) {
    throw refuse(nonceTaken(nonce))
  }
  const { payload, call } = await prepareTransaction(ethereum, asked, refuse)
  return {
    payload,
    subject: {
      kind: "transaction",
      account: { family: "ethereum", address: from },
      chain: chainNameOf(ethereum.chain),
      submits,
      replaces: null,
      ...(nonce === null ? {} : { nonce }),
      call,
    },
  }
}

/** Fills in what the site left out. `isLater`: behind other calls, without which this one may make no sense. */
export async function prepareTransaction(
  ethereum: EthereumNetwork,
  asked: AskedTransaction,
  refuse: Refuse,
  isLater = false,
) {
  const [{ fee, most }, gas] = await Promise.all([
    fillFee(ethereum, asked.fee, refuse),
    asked.fee.gas ?? estimateGas(ethereum, asked, isLater),
  ])
  refuseTooMuchGas(gas, refuse)
  const { from, call, nonce, submits } = asked
  const payload: EthereumTransactionPayload = {
    kind: "ethereum-transaction",
    address: from,
    chainId: ethereumChainNumber(ethereum.chain),
    to: call.to,
    wei: call.wei.toString(),
    data: call.data,
    gas: gas.toString(),
    fee,
    accessList: asked.fee.accessList,
    nonce,
    submits,
  }
  return { payload, call: callOf(payload, gas * most) }
}

/** Sent all the same, under another nonce, a replacement would pay twice. */
export function nonceTaken(nonce: number): string {
  return `another transaction of this account has the \`nonce\` ${nonce}; the person can speed it up or cancel it in the wallet`
}

function callOf({ to, wei, data, gas }: EthereumTransactionPayload, maxFeeWei: bigint) {
  const action = to === null ? "create" : data === "0x" ? "transfer" : "call"
  return { family: "ethereum", action, to, wei, data, gas, maxFeeWei: maxFeeWei.toString() } as const
}

/** A call's cost may change until it is mined, so it gets a quarter more; a plain transfer costs what it costs. */
async function estimateGas(
  ethereum: EthereumNetwork,
  { from, call, fee }: AskedTransaction,
  isLater: boolean,
): Promise<bigint> {
  const estimated = ethereum.estimateGas({ from, ...call })
  const estimate = await (isLater ? estimated.catch(unlessUnreachable) : estimated)
  return (call.data === "0x" ? estimate : (estimate * 5n) / 4n) + accessListGas(fee)
}

function unlessUnreachable(thrown: unknown): bigint {
  if (isFault(thrown, "RPC_UNREACHABLE")) throw thrown
  return UNKNOWN_GAS
}
