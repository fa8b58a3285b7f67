/**
 * Ethereum transactions: what a site leaves out (gas, fees) is filled in before the person sees it, and what it says
 * twice must agree. A nonce from the site is not used: the wallet assigns one when the request is stamped.
 */
import { getAddress, isAddress } from "viem"
import { chainNameOf, type EthereumTransactionRequest, fault, type Hex } from "~protocol"
import type { EthereumDraft, EthereumFees, EthereumNetwork } from "../chains/ethereum"
import { ethereumChainNumber } from "../chains/registry"
import type { Draft } from "../consent/desk"
import type { EthereumTransactionPayload } from "../consent/payload"
import { connectedAccount } from "./accounts"
import type { Route } from "./route"

/** More than any block takes, and any fee there ever was; beyond it is a mistake or a trick, of site or network. */
const MAX_GAS = 1n << 32n
const MAX_FEE_PER_GAS = 1n << 64n

export const ethSendTransaction: Route<"eth_sendTransaction"> = {
  connected: true,
  run: async ([request], asking) => {
    const from = connectedAccount("ethereum", request.from, asking.addresses)
    const transfer = transferOf(request, from)
    const ethereum = await asking.ethereum()
    checkChain(request, ethereum)
    checkType(request)
    const fees = askedFees(request)
    const gas = request.gas === undefined ? null : BigInt(request.gas)
    return { consent: () => draft(ethereum, transfer, fees, gas) }
  },
}

async function draft(
  ethereum: EthereumNetwork,
  transfer: EthereumDraft & { to: Hex | null },
  asked: Partial<EthereumFees>,
  askedGas: bigint | null,
): Promise<Draft> {
  const [fees, gas] = await Promise.all([
    fillFees(ethereum, asked),
    askedGas ?? estimateGas(ethereum, transfer),
  ])
  if (gas > MAX_GAS) throw refusal("gas beyond all measure")
  if (fees.maxFeePerGas > MAX_FEE_PER_GAS) throw refusal("a fee beyond all measure")
  const { from, to, wei, data } = transfer
  const payload: EthereumTransactionPayload = {
    kind: "ethereum-transaction",
    address: from,
    chainId: ethereumChainNumber(ethereum.chain),
    to,
    wei: wei.toString(),
    data,
    gas: gas.toString(),
    fee: {
      type: "eip1559",
      maxFeePerGas: fees.maxFeePerGas.toString(),
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas.toString(),
    },
    accessList: [],
    nonce: null,
    submits: true,
  }
  return { payload, subject: subjectOf(payload, ethereum, gas * fees.maxFeePerGas) }
}

function subjectOf(payload: EthereumTransactionPayload, { chain }: EthereumNetwork, maxFeeWei: bigint) {
  const { address, to, wei, data, gas } = payload
  const action = to === null ? "create" : data === "0x" ? "transfer" : "call"
  return {
    kind: "transaction" as const,
    account: { family: "ethereum" as const, address },
    chain: chainNameOf(chain),
    submits: true,
    replaces: null,
    call: {
      family: "ethereum" as const,
      action,
      to,
      wei,
      data,
      gas,
      maxFeeWei: maxFeeWei.toString(),
    } as const,
  }
}

function transferOf(request: EthereumTransactionRequest, from: string): EthereumDraft & { to: Hex | null } {
  const { data, input, to, value } = request
  if (data !== undefined && input !== undefined && data.toLowerCase() !== input.toLowerCase()) {
    throw refusal("`data` and `input` differ")
  }
  const bytes = (data ?? input ?? "0x").toLowerCase() as Hex
  if (!to && bytes === "0x") throw refusal("neither a receiver nor the code of a new contract")
  return { from, to: to ? receiverOf(to) : null, wei: BigInt(value ?? "0x0"), data: bytes }
}

/** Mixed case is a checksum (EIP-55), and a wrong one means a mistyped receiver. */
function receiverOf(to: string): Hex {
  const digits = to.slice(2)
  const hasChecksum = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (hasChecksum && !isAddress(to)) throw refusal("the checksum of `to` is wrong")
  return getAddress(`0x${digits.toLowerCase()}`)
}

function checkChain({ chainId }: EthereumTransactionRequest, { chain }: EthereumNetwork): void {
  if (chainId !== undefined && BigInt(chainId) !== BigInt(ethereumChainNumber(chain))) {
    throw fault("CHAIN_UNSUPPORTED", { chain: `eip155:${BigInt(chainId)}` })
  }
}

/** Blob and delegating transactions say more than this wallet reads; it must not sign less than it was asked. */
function checkType({ type }: EthereumTransactionRequest): void {
  if (type !== undefined && BigInt(type) > 2n) throw refusal("a transaction type that is not offered")
}

/** A legacy `gasPrice` is both the most and the tip. */
function askedFees(request: EthereumTransactionRequest): Partial<EthereumFees> {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request
  if (gasPrice !== undefined && (maxFeePerGas ?? maxPriorityFeePerGas) !== undefined) {
    throw refusal("`gasPrice` together with EIP-1559 fees")
  }
  const most = gasPrice ?? maxFeePerGas
  const tip = gasPrice ?? maxPriorityFeePerGas
  const fees = {
    ...(most === undefined ? {} : { maxFeePerGas: BigInt(most) }),
    ...(tip === undefined ? {} : { maxPriorityFeePerGas: BigInt(tip) }),
  }
  if (most !== undefined && tip !== undefined && BigInt(tip) > BigInt(most)) {
    throw refusal("`maxPriorityFeePerGas` is more than `maxFeePerGas`")
  }
  return fees
}

/** What the site said stands; the rest comes from the network, the tip never above the most. */
async function fillFees(ethereum: EthereumNetwork, asked: Partial<EthereumFees>): Promise<EthereumFees> {
  const { maxFeePerGas: askedMost, maxPriorityFeePerGas: askedTip } = asked
  if (askedMost !== undefined && askedTip !== undefined) {
    return { maxFeePerGas: askedMost, maxPriorityFeePerGas: askedTip }
  }
  const network = await ethereum.fees()
  const tip = askedTip ?? network.maxPriorityFeePerGas
  const most = askedMost ?? network.maxFeePerGas - network.maxPriorityFeePerGas + tip
  const isTooMuch = tip > most
  return { maxFeePerGas: most, maxPriorityFeePerGas: isTooMuch ? most : tip }
}

/** A call's cost may change until it is mined, so it gets a quarter more; a plain transfer costs what it costs. */
async function estimateGas(ethereum: EthereumNetwork, transfer: EthereumDraft): Promise<bigint> {
  const estimate = await ethereum.estimateGas(transfer)
  return transfer.data === "0x" ? estimate : (estimate * 5n) / 4n
}

function refusal(where: string) {
  return fault("PARAMS_INVALID", { method: "eth_sendTransaction", where })
}
