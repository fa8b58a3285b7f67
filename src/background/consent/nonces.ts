/**
 * Which nonce an Ethereum transaction gets: the lowest that neither the network has seen nor one of our unfinished
 * transactions holds. So parallel sends differ, and one that was refused leaves no gap. Chosen when the request is
 * stamped, one account at a time.
 */
import type { Consent } from "./machine"

export function nextNonce(networkNonce: number, held: ReadonlySet<number>): number {
  let nonce = networkNonce
  while (held.has(nonce)) nonce++
  return nonce
}

/** The nonces of this account that are written down and not yet known to the network. */
export function heldNonces(consents: Consent[], address: string): Set<number> {
  const nonces = consents.flatMap((consent) => {
    const isHeld = consent.status === "stamped" || consent.status === "signed"
    if (!isHeld || consent.stamped.nonce === null) return []
    return consent.payload.kind === "ethereum-transaction" && consent.payload.address === address
      ? [consent.stamped.nonce]
      : []
  })
  return new Set(nonces)
}

/** Runs what concerns the same account one after the other. */
export type Turns = <T>(address: string, work: () => Promise<T>) => Promise<T>

export function openTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (address, work) => {
    const turn = (last.get(address) ?? Promise.resolve()).then(work, work)
    // Whoever asked hears of a failure; whoever comes next only waits for the end of this turn.
    last.set(
      address,
      turn.catch(() => {}),
    )
    return turn
  }
}
