/**
 * Private keys from a seed: BIP-32 for secp256k1, SLIP-0010 for Ed25519, both on HMAC-SHA512 of node:crypto. What a
 * step no longer needs is zeroed; the caller zeroes the key.
 */
import { createHmac } from "node:crypto"
import { isPrivate, privateAdd } from "tiny-secp256k1"
import type { Curve } from "~protocol"
import { mishap, refusal } from "./mishaps"
import { isHardened, parsePath } from "./paths"
import { publicKeyOf } from "./secp256k1"

const MASTER = { Ed25519: "ed25519 seed", Secp256k1: "Bitcoin seed" } as const

/** The 32-byte private key (Ed25519: the RFC 8032 secret) at a path. */
export function derivePrivateKey(seed: Uint8Array, path: string, curve: Curve): Uint8Array {
  const indexes = parsePath(path)
  if (indexes === null) throw refusal("a derivation path cannot be read")
  let node: Buffer = createHmac("sha512", MASTER[curve]).update(seed).digest()
  try {
    for (const index of indexes) {
      const child = curve === "Ed25519" ? stepEd25519(node, index) : stepSecp256k1(node, index)
      node.fill(0)
      node = child
    }
    if (curve === "Secp256k1" && !isPrivate(node.subarray(0, 32))) throw mishap("a seed has no key")
    return Uint8Array.from(node.subarray(0, 32))
  } finally {
    node.fill(0)
  }
}

/** A node is key ‖ chain code, 64 bytes. */
function stepEd25519(node: Buffer, index: number): Buffer {
  if (!isHardened(index)) throw refusal("Ed25519 has hardened derivation only")
  return hmacOf(node, Buffer.concat([Buffer.of(0), node.subarray(0, 32), ser32(index)]))
}

/** An index without a key has a probability below 2^-127; BIP-32 lets the caller take the next one. */
function stepSecp256k1(node: Buffer, index: number): Buffer {
  const parent = node.subarray(0, 32)
  const prefix = isHardened(index) ? [Buffer.of(0), parent] : [publicKeyOf(parent)]
  const child = hmacOf(node, Buffer.concat([...prefix, ser32(index)]))
  const key = isTweak(child) ? privateAdd(parent, child.subarray(0, 32)) : null
  if (key === null) {
    child.fill(0)
    throw mishap("an index has no key")
  }
  child.set(key)
  key.fill(0)
  return child
}

/** BIP-32: the left half must be below the order of the curve. */
function isTweak(child: Buffer): boolean {
  return isPrivate(child.subarray(0, 32))
}

function hmacOf(node: Buffer, content: Buffer): Buffer {
  const child = createHmac("sha512", node.subarray(32)).update(content).digest()
  content.fill(0)
  return child
}

function ser32(index: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(index)
  return bytes
}
