/** Addresses that follow from seeds and belong to a program: the first one, counting down, that no key can have. */
import { sha256 } from "@noble/hashes/sha2.js"
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import { base58 } from "@scure/base"
import { type Address, isOffCurveAddress } from "@solana/kit"

/** The seeds are addresses; null for what is none, and when enough were derived. */
export type Deriver = (seeds: readonly string[], program: string) => string | null

/** Remembers what it derived, and derives no more than `most`. */
export function openDeriver(most: number): Deriver {
  const known = new Map<string, string | null>()
  return (seeds, program) => {
    const key = [...seeds, program].join(" ")
    const before = known.get(key)
    if (before !== undefined || known.size >= most) return before ?? null
    const derived = deriveAddress(seeds, program)
    known.set(key, derived)
    return derived
  }
}

function deriveAddress(seeds: readonly string[], program: string): string | null {
  const keys = [...seeds, program].map(keyOf)
  const bytes = keys.filter((key) => key !== null)
  const owner = bytes.pop()
  if (bytes.length < seeds.length || owner === undefined) return null
  for (let bump = 255; bump >= 0; bump--) {
    const parts = [...bytes, Uint8Array.of(bump), owner, utf8ToBytes("ProgramDerivedAddress")]
    const address = base58.encode(sha256(concatBytes(...parts)))
    if (isOffCurveAddress(address as Address)) return address
  }
  return null
}

function keyOf(address: string): Uint8Array | null {
  try {
    const key = base58.decode(address)
    return key.length === 32 ? key : null
  } catch {
    return null
  }
}
