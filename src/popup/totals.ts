/** What is on all chains together, by currency: only coins of the same name and worth are added up, and never tokens. */
import type { Holding } from "~protocol"

export type Total = { symbol: string; decimals: number; amount: bigint; chains: string[] }

/** In the order in which they come. A chain that a site brought calls its coin what it likes, and stands for itself. */
export function totalsOf(holdings: readonly Holding[]): Total[] {
  const totals = new Map<string, Total>()
  for (const { address, chain, kind, amount } of holdings) {
    if (address !== null) continue
    const { symbol, decimals, name } = chain
    const key = JSON.stringify([symbol, decimals, kind, kind === "added" ? chain.id : ""])
    const before = totals.get(key) ?? { symbol, decimals, amount: 0n, chains: [] }
    totals.set(key, {
      ...before,
      amount: before.amount + BigInt(amount),
      chains: [...before.chains, name],
    })
  }
  return [...totals.values()]
}

/** What there is something of, the first chain's own currency also where there is none of it. */
export function shownHoldings(holdings: readonly Holding[]): Holding[] {
  return holdings.filter(({ amount, address }, at) => amount !== "0" || (at === 0 && address === null))
}
