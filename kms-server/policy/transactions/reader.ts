/** Reads bytes in order, with Solana's compact-u16 counts, and throws where they do not make sense. */
import { base58 } from "@scure/base"
import { bigEndian } from "./numbers"
import { unreadable } from "./unreadable"

export const KEY_BYTES = 32

export type Reader = {
  at(): number
  /** How many bytes are left. */
  left(): number
  peek(): number
  byte(): number
  bytes(length: number): Uint8Array
  /** Little-endian. */
  u32(): number
  u64(): bigint
  /** A public key, in base58. */
  key(): string
  /** A compact-u16 count, then so many items. */
  list<T>(item: () => T): T[]
  /** Throws where bytes are left. */
  end(): void
}

export function openReader(source: Uint8Array): Reader {
  let at = 0

  function peek(): number {
    const next = source[at]
    if (next === undefined) throw misread()
    return next
  }

  function byte(): number {
    const next = peek()
    at += 1
    return next
  }

  function bytes(length: number): Uint8Array {
    if (at + length > source.length) throw misread()
    at += length
    return source.slice(at - length, at)
  }

  /** At most three bytes, the shortest form only, no more than 65535. */
  function count(): number {
    let value = 0
    for (let place = 0; place < 3; place++) {
      const next = byte()
      if (place > 0 && next === 0) throw misread()
      value |= (next & 0x7f) << (7 * place)
      if (next < 0x80) {
        if (value > 0xffff) throw misread()
        return value
      }
    }
    throw misread()
  }

  const littleEndian = (length: number) => bigEndian(bytes(length).reverse())

  return {
    at: () => at,
    left: () => source.length - at,
    peek,
    byte,
    bytes,
    u32: () => Number(littleEndian(4)),
    u64: () => littleEndian(8),
    key: () => base58.encode(bytes(KEY_BYTES)),
    list: (item) => Array.from({ length: count() }, item),
    end() {
      if (at !== source.length) throw misread()
    },
  }
}

function misread() {
  return unreadable("it is not a Solana transaction")
}
