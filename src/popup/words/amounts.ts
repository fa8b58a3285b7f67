/** Amounts with their symbol. The symbol may be a site's own word, so it is made safe to look at. */
import type { ChainName } from "~protocol"
import { formatAmount } from "../amounts"
import type { Cost } from "../costs"
import { say } from "../language"
import { visibleTextOf } from "../visible-text"

export type Unit = Pick<ChainName, "symbol" | "decimals">
export type OnChain = { chain: Unit }

/** The amount with its symbol, exact. */
export function amountOf(amount: string | bigint, { chain }: OnChain): string {
  return `${formatAmount(amount, chain.decimals)} ${symbolOf(chain)}`
}

export function symbolOf({ symbol }: Pick<Unit, "symbol">): string {
  return visibleTextOf(symbol)
}

/** What leaves the account; at least what is known of it, where not all can be read. */
export function leavingOf({ amount, fee, total }: Cost, on: OnChain): string {
  if (total !== null) return amountOf(total, on)
  const known = amount + (fee ?? 0n)
  return known === 0n ? say("common.notKnown") : say("common.atLeast", { amount: amountOf(known, on) })
}
