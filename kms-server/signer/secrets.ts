/**
 * A wallet's secret: made, read from what a person brought, written for a person to take along, and packed to be
 * sealed. Where it is not what was announced, no answer says in what way.
 *
 * As a person brings and takes it: the English BIP-39 words in UTF-8, in lower case, one space between them; or the
 * 32 bytes of a private key (for Ed25519 the secret of RFC 8032).
 */

import { isPrivate } from "tiny-secp256k1"
import type { Curve } from "~protocol"
import { mishap } from "./mishaps"
import { entropyBytesOf, entropyOf, mnemonicOf, SEED_BYTES, seedOf } from "./mnemonics"
import type { SecretKind, SecretShape } from "./role"

export type Secret =
  | { kind: "mnemonic"; entropy: Uint8Array; seed: Uint8Array }
  | { kind: "keypair"; curve: Curve; privateKey: Uint8Array }

/** Gives a buffer of its own each time, which the signer zeroes. */
export type EntropySource = (bytes: number) => Uint8Array

const KEY_BYTES = 32
const ATTEMPTS = 8
/** The first byte of a packed key. */
const curves: readonly Curve[] = ["Ed25519", "Secp256k1"]

export function makeSecret(shape: SecretShape, source: EntropySource): Secret {
  if (shape.kind === "mnemonic") return mnemonicSecretOf(take(source, entropyBytesOf(shape.words)))
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const privateKey = take(source, KEY_BYTES)
    if (isKey(privateKey, shape.curve)) return { kind: "keypair", curve: shape.curve, privateKey }
    privateKey.fill(0)
  }
  throw mishap("the source of entropy gives no key")
}

/** What a person brought; null where it is not of this shape. `brought` is the caller's to zero. */
export function parseSecret(brought: Uint8Array, shape: SecretShape): Secret | null {
  if (shape.kind === "mnemonic") {
    const entropy = entropyOf(brought, shape.words)
    return entropy === null ? null : mnemonicSecretOf(entropy)
  }
  if (!isKey(brought, shape.curve)) return null
  return { kind: "keypair", curve: shape.curve, privateKey: Uint8Array.from(brought) }
}

/** What a person takes along; the caller zeroes it. */
export function writeSecret(secret: Secret): Uint8Array {
  return secret.kind === "mnemonic" ? mnemonicOf(secret.entropy) : Uint8Array.from(secret.privateKey)
}

/** entropy ‖ seed, or the number of the curve ‖ private key; the caller zeroes it. */
export function packSecret(secret: Secret): Uint8Array {
  return secret.kind === "mnemonic"
    ? joined(secret.entropy, secret.seed)
    : joined(Uint8Array.of(curves.indexOf(secret.curve)), secret.privateKey)
}

/** `packed` is the caller's to zero; so is the secret. */
export function unpackSecret(packed: Uint8Array, kind: SecretKind): Secret {
  if (kind === "mnemonic") {
    return { kind, entropy: packed.slice(0, -SEED_BYTES), seed: packed.slice(-SEED_BYTES) }
  }
  const curve = curves[packed[0] ?? curves.length]
  if (curve === undefined || packed.length !== 1 + KEY_BYTES) throw mishap("a sealed key cannot be read")
  return { kind, curve, privateKey: packed.slice(1) }
}

/** Zeroes it whatever happens. */
export function spendingSecret<T>(secret: Secret, use: (secret: Secret) => T): T {
  try {
    return use(secret)
  } finally {
    wipe(secret)
  }
}

function wipe(secret: Secret): void {
  if (secret.kind === "keypair") secret.privateKey.fill(0)
  else {
    secret.entropy.fill(0)
    secret.seed.fill(0)
  }
}

function mnemonicSecretOf(entropy: Uint8Array): Secret {
  return { kind: "mnemonic", entropy, seed: seedOf(entropy) }
}

function isKey(bytes: Uint8Array, curve: Curve): boolean {
  return bytes.length === KEY_BYTES && (curve === "Ed25519" || isPrivate(bytes))
}

function take(source: EntropySource, bytes: number): Uint8Array {
  const taken = source(bytes)
  if (taken.length !== bytes) throw mishap("the source of entropy gives too little")
  return taken
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
