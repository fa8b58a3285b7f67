/**
 * What a private key of secp256k1 does: ECDSA and BIP-340 over 32-byte digests. Both are deterministic, so that a
 * decision that is carried out again gives the same bytes. Nothing leaves before it was verified under the public
 * key that the account was recorded with: that also proves that the private key belongs to it.
 */
import {
  pointFromScalar,
  privateAdd,
  privateNegate,
  recover,
  signRecoverable,
  signSchnorr,
  verifySchnorr,
  xOnlyPointAddTweak,
} from "tiny-secp256k1"
import { isSame, spending } from "./bytes"
import { mishap } from "./mishaps"
import { taggedHash } from "./tagged-hash"

/** 33 bytes, compressed. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const point = pointFromScalar(privateKey, true)
  if (point === null) throw mishap("a private key is out of range")
  return point
}

/**
 * RFC 6979, low s: 64 bytes r‖s, then the recovery id. Recovering the public key checks all 65 bytes at once, where
 * verifying would leave the last one unchecked.
 */
export function signEcdsa(privateKey: Uint8Array, publicKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const { signature, recoveryId } = signRecoverable(digest, privateKey)
  const recovered = recover(digest, signature, recoveryId, true)
  // An r above the curve's order (probability 2^-128) would need a recovery id that no chain takes.
  if (recovered === null || !isSame(recovered, publicKey) || recoveryId > 1)
    throw mishap("a signature came out wrong")
  const signed = new Uint8Array(65)
  signed.set(signature)
  signed[64] = recoveryId
  return signed
}

/** BIP-340 under the key as it is, without randomness added: 64 bytes. */
export function signBip340(privateKey: Uint8Array, publicKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const signature = signSchnorr(digest, privateKey)
  if (!verifySchnorr(digest, publicKey.subarray(1), signature)) throw mishap("a signature came out wrong")
  return signature
}

/** BIP-340 under the output key of BIP-341 for a key without scripts. */
export function signTaproot(privateKey: Uint8Array, publicKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const isOdd = publicKey[0] === 3
  const even = isOdd ? privateNegate(privateKey) : Uint8Array.from(privateKey)
  return spending(even, () => {
    const tweaked = privateAdd(even, tweakOf(publicKey.subarray(1)))
    if (tweaked === null) throw mishap("a key has no tweak")
    return spending(tweaked, () =>
      signBip340(tweaked, Uint8Array.of(2, ...taprootOutputKeyOf(publicKey)), digest),
    )
  })
}

/** BIP-341, the 32 bytes of the output key: the x coordinate of the key, tweaked with its own hash alone (BIP-86). */
export function taprootOutputKeyOf(publicKey: Uint8Array): Uint8Array {
  const internal = publicKey.subarray(1)
  const tweaked = xOnlyPointAddTweak(internal, tweakOf(internal))
  if (tweaked === null) throw mishap("a key has no tweak")
  return tweaked.xOnlyPubkey
}

function tweakOf(internalKey: Uint8Array): Uint8Array {
  return taggedHash("TapTweak", internalKey)
}
