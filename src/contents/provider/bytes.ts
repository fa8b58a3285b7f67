/** Bytes as text and back: base64 for the wire, base58 for Solana's public keys. Nothing here is secret. */
import type { Natives } from "./natives"

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

export function toBase64(natives: Natives, bytes: ArrayLike<number>): string {
  let text = ""
  for (let at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at] ?? 0)
  return natives.btoa(text)
}

export function fromBase64(natives: Natives, base64: string): Uint8Array {
  const text = natives.atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** The bytes that a base58 text stands for. @throws RangeError on a character outside the alphabet */
export function fromBase58(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    let carry = BASE58.indexOf(character)
    if (carry < 0) throw new RangeError("Not base58")
    for (let at = 0; at < bytes.length; at++) {
      carry += (bytes[at] ?? 0) * 58
      bytes[at] = carry & 0xff
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff)
  }
  for (let at = 0; text[at] === "1"; at++) bytes.push(0)
  return Uint8Array.from(bytes.reverse())
}

export function toBase58(bytes: Uint8Array): string {
  const digits: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let at = 0; at < digits.length; at++) {
      carry += (digits[at] ?? 0) << 8
      digits[at] = carry % 58
      carry = Math.floor(carry / 58)
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58)
  }
  for (let at = 0; bytes[at] === 0; at++) digits.push(0)
  return digits.reduceRight((text, digit) => text + BASE58.charAt(digit), "")
}
