/** Numbers and addresses as the bytes of a transaction hold them. Nothing is cut off or filled up. */
import { unreadable } from "./unreadable"

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")
}

/** Big-endian. */
export function bigEndian(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hexOf(bytes)}`)
}

/** Big-endian, without leading zeros: zero is no byte. */
export function toBigEndian(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array()
  const hex = value.toString(16)
  return Uint8Array.from(Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex"))
}

/** The lower-case address of 20 bytes. */
export function ethereumAddress(bytes: Uint8Array): string {
  if (bytes.length !== 20) throw unreadable("an address has another length than 20 bytes")
  return `0x${hexOf(bytes)}`
}
