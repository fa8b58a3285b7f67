/**
 * Private keys from a seed: BIP-32 for secp256k1, SLIP-0010 for Ed25519, both on HMAC-SHA512 of node:crypto. What a
 * step no longer needs is zeroed; the caller zeroes the key.
 */
import { createHmac } from "node:crypto"
import { pointFromScalar, privateAdd } from "tiny-secp256k1"
import type { Curve } from "~protocol"

const HARDENED = 0x80000000
const MASTER = { Ed25519: "ed25519 seed", Secp256k1: "Bitcoin seed" } as const

/** The indexes of a path such as `m/44'/501'/0'/0'`; null where one is too large to be an index. */
export function parsePath(path: string): number[] | null {
  const indexes: number[] = []
  for (const step of path.split("/").slice(1)) {
    const index = Number.parseInt(step, 10)
    if (!(index < HARDENED)) return null
    indexes.push(step.endsWith("'") ? index + HARDENED : index)
  }
  return indexes
}

export function isHardened(index: number): boolean {
  return index >= HARDENED
}

/** The 32-byte private key (Ed25519: the RFC 8032 secret) at a path. */
export function derivePrivateKey(seed: Uint8Array, path: string, curve: Curve): Uint8Array {
  const indexes = parsePath(path)
  if (indexes === null) throw new Error("a derivation path has an index that is too large")
  let node: Buffer = createHmac("sha512", MASTER[curve]).update(seed).digest()
  for (const index of indexes) {
    const child = curve === "Ed25519" ? stepEd25519(node, index) : stepSecp256k1(node, index)
    node.fill(0)
    node = child
  }
  const key = Uint8Array.from(node.subarray(0, 32))
  node.fill(0)
  return key
}

/** A node is key ‖ chain code, 64 bytes. */
function stepEd25519(node: Buffer, index: number): Buffer {
  if (!isHardened(index)) throw new Error("Ed25519 has hardened derivation only")
  return hmacOf(node, Buffer.concat([Buffer.of(0), node.subarray(0, 32), ser32(index)]))
}

function stepSecp256k1(node: Buffer, index: number): Buffer {
  const parent = node.subarray(0, 32)
  const prefix = isHardened(index) ? [Buffer.of(0), parent] : [publicKeyOf(parent)]
  const child = hmacOf(node, Buffer.concat([...prefix, ser32(index)]))
  const key = privateAdd(parent, child.subarray(0, 32))
  if (key === null) throw new Error("this index has no key (probability below 2^-127)")
  child.set(key)
  key.fill(0)
  return child
}

function hmacOf(node: Buffer, data: Buffer): Buffer {
  const child = createHmac("sha512", node.subarray(32)).update(data).digest()
  data.fill(0)
  return child
}

function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const point = pointFromScalar(privateKey, true)
  if (point === null) throw new Error("a private key is out of range")
  return point
}

function ser32(index: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(index)
  return bytes
}
