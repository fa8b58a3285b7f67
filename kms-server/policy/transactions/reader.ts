/** Reads bytes in order, with Solana's compact-u16 counts, and throws where they do not make sense. */
import { type Fault, fault } from "~protocol"

/** The bytes are not what they were read as. */
export function unreadable(): Fault {
  return fault("TRANSACTION_UNREADABLE", { where: "it is not a Solana transaction" })
}

export type Reader = {
  at(): number
  peek(): number
  byte(): number
  bytes(length: number): Uint8Array
  /** A compact-u16 count, then so many items. */
  list<T>(item: () => T): T[]
}

export function openReader(source: Uint8Array): Reader {
  let at = 0

  function byte(): number {
    const next = source[at]
    if (next === undefined) throw unreadable()
    at += 1
    return next
  }

  /** At most three bytes, the shortest form only, no more than 65535. */
  function count(): number {
    let value = 0
    for (let place = 0; place < 3; place++) {
      const next = byte()
      if (place > 0 && next === 0) throw unreadable()
      value |= (next & 0x7f) << (7 * place)
      if (next < 0x80) {
        if (value > 0xffff) throw unreadable()
        return value
      }
    }
    throw unreadable()
  }

  return {
    at: () => at,
    byte,
    peek() {
      const next = source[at]
      if (next === undefined) throw unreadable()
      return next
    },
    bytes(length) {
      if (at + length > source.length) throw unreadable()
      at += length
      return source.slice(at - length, at)
    },
    list(item) {
      return Array.from({ length: count() }, item)
    },
  }
}
