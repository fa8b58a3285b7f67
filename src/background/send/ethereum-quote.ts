/** What it would cost to send ether or a token, and how much of it can be sent. */
import type { Hex, SendFee, SendOption, SendQuote, SendTrouble, SendWish } from "~protocol"
import { isFault } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import { addressWord, word } from "../chains/multicall"
import { tokenBalance } from "../holdings"
import { type Price, type PricedSpeed, readPrices } from "./ethereum-prices"
import { layerOneFee } from "./layer-one-fee"
import { refuseSending } from "./refuse-sending"

const PLAIN_GAS = 21_000n
/** Of a token's transfer, where nobody can say yet to whom. */
const TOKEN_GAS = 65_000n

export type Transfer = { to: Hex; wei: bigint; data: Hex }

/** The transaction that sends this much of the asset. */
export function transferOf(asset: string | null, to: string, amount: bigint): Transfer {
  if (asset === null) return { to: to as Hex, wei: amount, data: "0x" }
  return { to: asset as Hex, wei: 0n, data: `0xa9059cbb${addressWord(to)}${word(amount)}` }
}

export async function quoteEthereum(wish: SendWish, network: EthereumNetwork): Promise<SendQuote> {
  const [currency, token, prices] = await Promise.all([
    network.balance(wish.from),
    wish.asset === null ? null : tokenBalance(network, wish.from, wish.asset),
    readPrices(network),
  ])
  if (wish.asset !== null && token === null) throw refuseSending("no-token")
  const balance = token ?? currency
  const [{ gas, trouble }, extra] = await Promise.all([
    gasOf(wish, balance, network),
    layerOneFee(network, wish.asset !== null),
  ])
  const options = prices.map((priced): SendOption => {
    const most = gas * dearestOf(priced.price) + extra
    const left = currency > most ? currency - most : 0n
    const sendable = wish.asset === null ? left : balance
    return { ...optionOf(priced, gas), most: most.toString(), sendable: sendable.toString() }
  })
  return {
    balance: balance.toString(),
    currency: currency.toString(),
    ...{ opening: "0", least: "0", kept: "0" },
    options,
    trouble,
  }
}

async function gasOf(
  { from, to, asset }: SendWish,
  balance: bigint,
  network: EthereumNetwork,
): Promise<{ gas: bigint; trouble: SendTrouble | null }> {
  const usual = asset === null ? PLAIN_GAS : TOKEN_GAS
  if (to === null) return { gas: usual, trouble: null }
  // How much is sent changes next to nothing; that there is any may.
  const least = balance > 0n && asset !== null ? 1n : 0n
  try {
    const estimate = await network.estimateGas({ from, ...transferOf(asset, to, least) })
    return { gas: estimate === PLAIN_GAS ? estimate : (estimate * 5n) / 4n, trouble: null }
  } catch (thrown) {
    if (!isFault(thrown, "RPC_REFUSED")) throw thrown
    return { gas: usual, trouble: "refused" }
  }
}

function optionOf({ speed, price, seconds }: PricedSpeed, gas: bigint) {
  return { speed, seconds, fee: feeOf(price, gas) }
}

function feeOf(price: Price, gas: bigint): SendFee {
  if ("gasPrice" in price) return { type: "legacy", gasPrice: price.gasPrice.toString(), gas: gas.toString() }
  return {
    type: "eip1559",
    maxFeePerGas: price.maxFeePerGas.toString(),
    maxPriorityFeePerGas: price.maxPriorityFeePerGas.toString(),
    gas: gas.toString(),
  }
}

function dearestOf(price: Price): bigint {
  return "gasPrice" in price ? price.gasPrice : price.maxFeePerGas
}
