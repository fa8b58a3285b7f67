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

export function toBase58(bytes: ArrayLike<number>): string {
  let [text, rest, zeros] = ["", 0n, 0]
  for (let at = 0; at < bytes.length; at++) rest = (rest << 8n) | BigInt(bytes[at] ?? 0)
  for (; rest > 0n; rest /= 58n) text = BASE58.charAt(Number(rest % 58n)) + text
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  return "1".repeat(zeros) + text
}

/** The bytes that a base58 text stands for. @throws RangeError on a character outside the alphabet */
export function fromBase58(text: string): Uint8Array {
  const bytes: number[] = []
  let rest = 0n
  for (const character of text) {
    const digit = BASE58.indexOf(character)
    if (digit < 0) throw new RangeError("Not base58")
    rest = rest * 58n + BigInt(digit)
  }
  for (; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 255n))
  for (let at = 0; text[at] === "1"; at++) bytes.push(0)
  return Uint8Array.from(bytes.reverse())
}
