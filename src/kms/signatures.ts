/**
 * Checks what the KMS signed before anybody uses it. Pure verdicts: true, or false for anything else, hostile bytes
 * included. Whoever asks throws SIGNATURE_WRONG.
 */
import { ed25519 } from "@noble/curves/ed25519.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import { base58 } from "@scure/base"

/** EIP-191 `personal_sign` over `bytes`; the signature is r‖s‖v with low s and v 27 or 28. Case of `address` is free. */
export function verifyEthereumMessage(address: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  return verifyEthereumDigest(address, ethereumMessageDigest(bytes), signature)
}

/** A signature r‖s‖v, with low s and v 27 or 28, over 32 bytes that are a hash already. Case of `address` is free. */
export function verifyEthereumDigest(address: string, digest: Uint8Array, signature: Uint8Array): boolean {
  return recoverEthereumAddress(digest, signature) === address.toLowerCase()
}

/** What EIP-191's `personal_sign` signs of `bytes`. */
export function ethereumMessageDigest(bytes: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(utf8ToBytes(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes))
}

/** RFC 8032, as Solana checks it: over `bytes` themselves, by a key of 32 bytes or its base58 address. */
export function verifySolanaSignature(
  signer: Uint8Array | string,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const publicKey = typeof signer === "string" ? base58.decode(signer) : signer
    return ed25519.verify(signature, bytes, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** The address in lower case whose key made r‖s‖v over `digest`; null where none did, or s is high. */
export function recoverEthereumAddress(digest: Uint8Array, signature: Uint8Array): string | null {
  const v = signature[64]
  if (signature.length !== 65 || (v !== 27 && v !== 28)) return null
  try {
    const recovered = secp256k1.Signature.fromBytes(signature.subarray(0, 64), "compact").addRecoveryBit(
      v - 27,
    )
    if (recovered.hasHighS()) return null
    return addressOf(recovered.recoverPublicKey(digest).toBytes(false))
  } catch {
    return null
  }
}

function addressOf(uncompressed: Uint8Array): string {
  return `0x${bytesToHex(keccak_256(uncompressed.subarray(1)).subarray(12))}`
}
