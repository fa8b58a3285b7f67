/**
 * What a transaction pays for its gas: what the site said stands, the rest comes from the network. It believes neither
 * beyond all measure.
 */
import type { EthereumFees, EthereumNetwork, GasPrices } from "../chains/ethereum"
import type { EthereumFee } from "../consent/payload"
import type { AskedFee, Refuse } from "./ethereum-transaction-asked"

/** More than any block takes, and any fee there ever was; beyond it is a mistake or a trick, of site or network. */
const MAX_GAS = 1n << 32n
const MAX_FEE_PER_GAS = 1n << 64n

/** EIP-2930: what each address and each storage key of an access list costs, used or not. */
const GAS_PER_ADDRESS = 2400n
const GAS_PER_KEY = 1900n

/** `most`: the highest price of one unit of gas. */
export type Fee = { fee: EthereumFee; most: bigint }

export async function fillFee(ethereum: EthereumNetwork, asked: AskedFee, refuse: Refuse): Promise<Fee> {
  const filled = await fill(ethereum, asked, refuse)
  if (filled.most > MAX_FEE_PER_GAS) throw refuse("a fee beyond all measure")
  return filled
}

export function refuseTooMuchGas(gas: bigint, refuse: Refuse): void {
  if (gas > MAX_GAS) throw refuse("gas beyond all measure")
}

export function accessListGas({ accessList }: AskedFee): bigint {
  const keys = accessList.flatMap(({ storageKeys }) => storageKeys)
  return BigInt(accessList.length) * GAS_PER_ADDRESS + BigInt(keys.length) * GAS_PER_KEY
}

async function fill(ethereum: EthereumNetwork, asked: AskedFee, refuse: Refuse): Promise<Fee> {
  const { type, gasPrice, fees } = asked
  const { maxFeePerGas, maxPriorityFeePerGas } = fees
  if (maxFeePerGas !== undefined && maxPriorityFeePerGas !== undefined) {
    return marketFee({ maxFeePerGas, maxPriorityFeePerGas })
  }
  if (type !== null && type !== "eip1559" && gasPrice !== null) return priceFee(type, gasPrice)
  const prices = await ethereum.gasPrices()
  if ("gasPrice" in prices) {
    if (type === "eip1559") throw refuse("EIP-1559 fees on a chain that has none")
    return priceFee(type ?? (asked.accessList.length > 0 ? "eip2930" : "legacy"), prices.gasPrice)
  }
  return type === null || type === "eip1559"
    ? marketFee(fillFees(prices, fees))
    : priceFee(type, (prices.baseFee * 5n) / 4n + prices.tip)
}

/** Twice the base fee lasts through six full blocks; what is not needed is not paid. The tip is never above the most. */
function fillFees(
  { baseFee, tip: usualTip }: Extract<GasPrices, { baseFee: bigint }>,
  { maxFeePerGas: askedMost, maxPriorityFeePerGas: askedTip }: Partial<EthereumFees>,
): EthereumFees {
  const tip = askedTip ?? usualTip
  const most = askedMost ?? baseFee * 2n + tip
  return { maxFeePerGas: most, maxPriorityFeePerGas: tip > most ? most : tip }
}

function marketFee({ maxFeePerGas, maxPriorityFeePerGas }: EthereumFees): Fee {
  const fee = {
    type: "eip1559",
    maxFeePerGas: maxFeePerGas.toString(),
    maxPriorityFeePerGas: maxPriorityFeePerGas.toString(),
  } as const
  return { fee, most: maxFeePerGas }
}

function priceFee(type: "legacy" | "eip2930", gasPrice: bigint): Fee {
  return { fee: { type, gasPrice: gasPrice.toString() }, most: gasPrice }
}
