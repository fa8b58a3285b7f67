/**
 * Which nonce an Ethereum transaction gets: the lowest that neither the network has seen nor one of our unfinished
 * transactions holds. So parallel sends differ, and one that was refused leaves no gap. Chosen when the request is
 * stamped, one account at a time.
 */
import type { Consent } from "./machine"
import { itemsOf } from "./payload"

export function nextNonce(networkNonce: number, held: ReadonlySet<number>): number {
  let nonce = networkNonce
  while (held.has(nonce)) nonce++
  return nonce
}

/** The nonces of this account on this chain that are written down and not yet known to the network. */
export function heldNonces(consents: Consent[], address: string, chainId: number): Set<number> {
  const held = consents.flatMap((consent) => {
    if (consent.status !== "stamped" && consent.status !== "signed") return []
    return itemsOf(consent.payload).flatMap((item, place) => {
      const isHere =
        item.kind === "ethereum-transaction" && item.address === address && item.chainId === chainId
      const nonce = consent.stamped[place]?.nonce ?? null
      return isHere && nonce !== null ? [nonce] : []
    })
  })
  return new Set(held)
}

/** Runs what concerns the same account one after the other. */
export type Turns = <T>(account: string, work: () => Promise<T>) => Promise<T>

export function openTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (account, work) => {
    const turn = (last.get(account) ?? Promise.resolve()).then(work, work)
    // Whoever asked hears of a failure; whoever comes next only waits for the end of this turn.
    last.set(
      account,
      turn.catch(() => {}),
    )
    return turn
  }
}
