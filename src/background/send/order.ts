/**
 * A person's order to send, made into a consent of the wallet's own: it is looked at like any site's request, and
 * nothing is signed before it is agreed to. What could not land is refused here, with the reason.
 */
import { base64 } from "@scure/base"
import type { Asked, SendFee, SendOrder } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Networks } from "../chains/networks"
import type { SolanaNetwork } from "../chains/solana"
import { readSolanaTransaction } from "../chains/solana-transaction"
import type { Draft } from "../consent/desk"
import { draftEthereum } from "../methods/ethereum-transaction"
import { type AskedFee, refuserOf } from "../methods/ethereum-transaction-asked"
import { draftTransaction } from "../methods/solana-transaction"
import { quoteEthereum, transferOf } from "./ethereum-quote"
import { readRecipientText } from "./recipient"
import { refuseSending } from "./refuse-sending"
import { feeLamports, quoteSolana, sourceOf } from "./solana-quote"
import { buildTransfer } from "./solana-transfer"

export async function quoteSend(wish: Asked<"popup", "quoteSend">, networks: Networks) {
  return wish.family === "ethereum"
    ? quoteEthereum(wish, await networks.ethereum(wish.chain))
    : quoteSolana(wish, await networks.solana(wish.chain))
}

/** Throws SEND_REFUSED. */
export async function draftSend({ wish, amount, fee }: SendOrder, networks: Networks): Promise<Draft> {
  if (BigInt(amount) === 0n) throw refuseSending("nothing")
  const recipient = readRecipientText(wish.to, wish.family)
  if ("problem" in recipient || recipient.address === wish.from) throw refuseSending("recipient")
  const meant = { wish: { ...wish, to: recipient.address }, amount: BigInt(amount) }
  if (wish.family === "ethereum" && fee.type !== "solana") {
    return draftOnEthereum(meant, fee, await networks.ethereum(wish.chain))
  }
  if (wish.family === "solana" && fee.type === "solana") {
    return draftOnSolana(meant, fee, await networks.solana(wish.chain))
  }
  throw refuseSending("fee")
}

type Meant = { wish: SendOrder["wish"]; amount: bigint }

async function draftOnEthereum(
  { wish, amount }: Meant,
  fee: Exclude<SendFee, { type: "solana" }>,
  network: EthereumNetwork,
): Promise<Draft> {
  const { balance, currency, trouble } = await quoteEthereum(wish, network)
  if (trouble !== null) throw refuseSending(trouble)
  if (amount > BigInt(balance)) throw refuseSending("balance")
  const price = fee.type === "legacy" ? fee.gasPrice : fee.maxFeePerGas
  const leaving = BigInt(price) * BigInt(fee.gas) + (wish.asset === null ? amount : 0n)
  if (leaving > BigInt(currency)) throw refuseSending("fee")
  const call = transferOf(wish.asset, wish.to, amount)
  const asked = { from: wish.from, call, fee: askedFeeOf(fee), nonce: null, submits: true }
  return draftEthereum(network, asked, refuserOf("eth_sendTransaction"))
}

function askedFeeOf(fee: Exclude<SendFee, { type: "solana" }>): AskedFee {
  const gas = BigInt(fee.gas)
  if (fee.type === "legacy") {
    return { type: "legacy", gasPrice: BigInt(fee.gasPrice), fees: {}, gas, accessList: [] }
  }
  const fees = {
    maxFeePerGas: BigInt(fee.maxFeePerGas),
    maxPriorityFeePerGas: BigInt(fee.maxPriorityFeePerGas),
  }
  return { type: "eip1559", gasPrice: null, fees, gas, accessList: [] }
}

async function draftOnSolana(
  { wish, amount }: Meant,
  fee: Extract<SendFee, { type: "solana" }>,
  network: SolanaNetwork,
): Promise<Draft> {
  const [quote, source] = await Promise.all([
    quoteSolana(wish, network),
    wish.asset === null ? null : sourceOf(network, wish.from, wish.asset),
  ])
  if (quote.trouble !== null) throw refuseSending(quote.trouble)
  if (amount > BigInt(quote.balance)) throw refuseSending("balance")
  const leaving = feeLamports(fee) + BigInt(quote.opening) + (source === null ? amount : 0n)
  const left = BigInt(quote.currency) - leaving
  if (left < 0n) throw refuseSending("fee")
  if (left > 0n && left < BigInt(quote.kept)) throw refuseSending("leaves-too-little")
  if (amount < BigInt(quote.least)) throw refuseSending("too-little-for-new")
  const { from, to } = wish
  const encoded = await buildTransfer({ from, to, amount, fee, source }, network)
  const transaction = readSolanaTransaction(base64.decode(encoded))
  if ("unreadable" in transaction) throw refuseSending("refused")
  const read = { address: from, place: "the transaction", submits: {}, transaction, encoded }
  return draftTransaction(read, network)
}

/** For the record of what is asked: the method that a site would have used. */
export function methodOf({ wish }: SendOrder): "eth_sendTransaction" | "solana_signAndSendTransaction" {
  return wish.family === "ethereum" ? "eth_sendTransaction" : "solana_signAndSendTransaction"
}
