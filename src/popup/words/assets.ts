/** Amounts of whatever can be owned, by what is known of it. What nobody knows is said to be unknown, by its address. */
import type { AssetAmount, AssetFacts, AssetName, ChainName } from "~protocol"
import { shortAddressOf } from "../addresses"
import { formatAmount } from "../amounts"
import { say } from "../language"
import { visibleTextOf } from "../visible-text"

/** `chain`: where the request is, for its own currency; null where it names none. */
export type Known = { assets: readonly AssetFacts[]; chain: ChainName | null }

type Unit = { symbol: string; decimals: number | null }

export function unitOf(asset: AssetName, { assets, chain }: Known): Unit {
  const facts = assets.find((known) => isSame(known.asset, asset))
  if (facts?.symbol) return { symbol: visibleTextOf(facts.symbol), decimals: facts.decimals }
  if (asset.address === null && chain?.id === asset.chain)
    return { symbol: visibleTextOf(chain.symbol), decimals: chain.decimals }
  const address = shortAddressOf(asset.address ?? asset.chain)
  return { symbol: say("does.unknownToken", { address }), decimals: facts?.decimals ?? null }
}

/** Its name, with the number of the one that is meant. */
export function assetInWords(asset: AssetName, known: Known): string {
  const { symbol } = unitOf(asset, known)
  return asset.tokenId === null
    ? symbol
    : say("does.item", { asset: symbol, number: numberOf(asset.tokenId) })
}

export function amountInWords({ asset, amount }: AssetAmount, known: Known): string {
  if (asset.tokenId !== null && (amount === null || amount === "1")) return assetInWords(asset, known)
  const { decimals } = unitOf(asset, known)
  const named = assetInWords(asset, known)
  if (amount === null) return say("does.someAmount", { asset: named })
  if (decimals === null && asset.tokenId === null)
    return say("does.units", { amount: formatAmount(amount, 0), asset: named })
  return `${formatAmount(amount, decimals ?? 0)} ${named}`
}

/** Several, one beside the other. */
export function amountsInWords(amounts: readonly AssetAmount[], known: Known): string {
  const [first, ...rest] = amounts.map((amount) => amountInWords(amount, known))
  if (first === undefined) return say("does.nothing")
  return rest.reduce((one, other) => say("does.and", { one, other }), first)
}

function numberOf(tokenId: string): string {
  return tokenId.length > 14 ? `${tokenId.slice(0, 6)}…${tokenId.slice(-6)}` : visibleTextOf(tokenId)
}

/** Hex is the same in any case of its letters; base58 is not. */
export function isSame(one: AssetName, other: AssetName): boolean {
  const keyOf = ({ chain, address, tokenId }: AssetName) =>
    `${chain} ${address?.startsWith("0x") ? address.toLowerCase() : address} ${tokenId}`
  return keyOf(one) === keyOf(other)
}
