/**
 * Key pairs of Ed25519 that were used a moment ago. To make one of its bytes costs OpenSSL ten times what a signature
 * does, so those in use stay, by the exact sealed text and all that it is bound to, and go after a minute at most
 * without use. Seeds, wallets and other keys are never kept.
 */
import type { KeyPair } from "./ed25519"

const GENERATION_MS = 30_000
const GENERATION_SIZE = 2048

export type KeyPairs = {
  /** The pair of this name, made where it is not here. */
  take(name: string, make: () => KeyPair): KeyPair
  forget(): void
}

/** Two generations: what was used in neither is gone, without a clock on each pair. */
export function openKeyPairs(): KeyPairs {
  let young = new Map<string, KeyPair>()
  let old = new Map<string, KeyPair>()
  let ageing: NodeJS.Timeout | null = null

  function age(): void {
    ageing = null
    old = young
    young = new Map()
    if (old.size > 0) waitToAge()
  }

  function waitToAge(): void {
    ageing ??= setTimeout(age, GENERATION_MS).unref()
  }

  function keep(name: string, pair: KeyPair): KeyPair {
    if (young.size >= GENERATION_SIZE) {
      old = young
      young = new Map()
    }
    young.set(name, pair)
    waitToAge()
    return pair
  }

  return {
    take: (name, make) => young.get(name) ?? keep(name, old.get(name) ?? make()),
    forget() {
      if (ageing !== null) clearTimeout(ageing)
      ageing = null
      young = new Map()
      old = new Map()
    },
  }
}
