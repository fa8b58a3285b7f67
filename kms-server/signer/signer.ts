/**
 * The signer: makes seeds, derives accounts from them, and signs what an order says. It knows no user, no rule and
 * no table: it takes a sealed seed and, for a signature, an order that is genuine, in time and unused. Making a
 * seed and deriving an address need no order: what comes out is sealed or public.
 */
import { randomBytes } from "node:crypto"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { base58 } from "@scure/base"
import type { DerivationInfo, DerivedAccount } from "~protocol"
import { addressOf } from "./addresses"
import { derivePrivateKey } from "./derive"
import { publicKeyOf, signEd25519, signSecp256k1 } from "./keys"
import { type AuthenticatedOrder, type Order, openOrderBook } from "./orders"
import { KEY_VERSION, openSeed, type SeedOwner, sealSeed } from "./seal"
import { entropyBytesOf, seedOf, type WordCount } from "./seeds"

export type SealedSeed = { sealedSeed: string; keyVersion: number }

export type SignerConfig = {
  masterKey: Uint8Array
  orderKey: Uint8Array
  now?: () => number
  /** Where new seeds come from; the system's randomness unless a test network wants known ones. */
  entropySource?: (bytes: number) => Uint8Array
}

export type Signer = {
  createSeed(owner: Omit<SeedOwner, "keyVersion">, words: WordCount): SealedSeed
  deriveAccounts(owner: SeedOwner, sealedSeed: string, derivations: DerivationInfo[]): DerivedAccount[]
  /** Ed25519: 64 bytes. secp256k1: r‖s and the recovery id, 65 bytes. */
  sign(given: AuthenticatedOrder, sealedSeed: string): Uint8Array
}

export function openSigner(config: SignerConfig): Signer {
  const { masterKey, now = Date.now, entropySource = randomBytes } = config
  if (masterKey.length !== 32) throw new Error("the master key has 32 bytes")
  const orders = openOrderBook(config.orderKey)

  return {
    createSeed(owner, words) {
      const entropy = entropySource(entropyBytesOf(words))
      const sealedSeed = sealSeed(masterKey, entropy, { ...owner, keyVersion: KEY_VERSION })
      entropy.fill(0)
      return { sealedSeed, keyVersion: KEY_VERSION }
    },

    deriveAccounts(owner, sealedSeed, derivations) {
      return withSeed(masterKey, sealedSeed, owner, (seed) =>
        derivations.map((derivation) => withKey(seed, derivation, (key) => accountOf(key, derivation))),
      )
    },

    sign(given, sealedSeed) {
      const refused = orders.accept(given, now())
      if (refused !== null) throw new Error(`an order was ${refused}`)
      const { order } = given
      return withSeed(masterKey, sealedSeed, order, (seed) =>
        withKey(seed, order.derivation, (key) => signPayload(order, key)),
      )
    },
  }
}

function accountOf(privateKey: Uint8Array, derivation: DerivationInfo): DerivedAccount {
  const publicKey = publicKeyOf(privateKey, derivation.curve)
  return {
    ...derivation,
    address: addressOf(publicKey, derivation.addressFormat),
    publicKey: base58.encode(publicKey),
  }
}

function signPayload({ kind, payload, derivation }: Order, key: Uint8Array): Uint8Array {
  const curve = kind.startsWith("ethereum") ? "Secp256k1" : "Ed25519"
  if (derivation.curve !== curve) throw new Error("an order mixes a chain with another chain's curve")
  switch (kind) {
    case "solana-message":
    case "solana-transaction":
      return signEd25519(key, payload)
    case "ethereum-transaction":
      return signSecp256k1(key, keccak_256(payload))
    case "ethereum-message":
      return signSecp256k1(key, eip191DigestOf(payload))
  }
}

/** EIP-191 version 0x45. */
function eip191DigestOf(message: Uint8Array): Uint8Array {
  const prefix = Buffer.from(`\x19Ethereum Signed Message:\n${message.length}`, "utf8")
  return keccak_256(Buffer.concat([prefix, message]))
}

/** Opens a seed for as long as `use` runs. */
function withSeed<T>(
  masterKey: Uint8Array,
  sealed: string,
  owner: SeedOwner,
  use: (seed: Uint8Array) => T,
): T {
  const entropy = openSeed(masterKey, sealed, owner)
  const seed = seedOf(entropy)
  entropy.fill(0)
  try {
    return use(seed)
  } finally {
    seed.fill(0)
  }
}

function withKey<T>(seed: Uint8Array, derivation: DerivationInfo, use: (key: Uint8Array) => T): T {
  const key = derivePrivateKey(seed, derivation.derivationPath, derivation.curve)
  try {
    return use(key)
  } finally {
    key.fill(0)
  }
}
