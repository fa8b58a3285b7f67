/**
 * A passphrase, known again by a slow hash of it (scrypt, RFC 7914). The hash takes 128 MB and about 0.4 s, so that
 * whoever reads the disk of this browser cannot try many; the library is evaluated when somebody unlocks.
 */

export type Verifier = { salt: Uint8Array; hash: Uint8Array; cost: ScryptCost }
type ScryptCost = { N: number; r: number; p: number }

const COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }
const BYTES = 32

export async function verifierOf(passphrase: string, cost: ScryptCost = COST): Promise<Verifier> {
  const salt = crypto.getRandomValues(new Uint8Array(BYTES))
  return { salt, cost, hash: await hashOf(passphrase, salt, cost) }
}

export async function isPassphrase(passphrase: string, { salt, hash, cost }: Verifier): Promise<boolean> {
  const tried = await hashOf(passphrase, salt, cost)
  return tried.reduce((differing, byte, at) => differing | (byte ^ (hash[at] ?? 256)), 0) === 0
}

/** What looks the same is the same, however a keyboard composes it. */
async function hashOf(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> {
  const { scryptAsync } = await import("@noble/hashes/scrypt.js")
  return scryptAsync(passphrase.normalize("NFKC"), salt, { ...cost, dkLen: BYTES })
}
