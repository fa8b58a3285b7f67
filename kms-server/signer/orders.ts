/**
 * The order: all that passes from the policy to the signer. Its bytes are authenticated under a key that only the two
 * hold, and the very bytes that were authenticated are decoded; it ends, and it is good for one use.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { decode, encode } from "cborg"
import { refusal } from "./mishaps"
import type { AuthenticatedOrder, Order } from "./role"
import { parseOrder } from "./tasks"

/** No order is good for longer than this, so whoever makes one knows a time that is at most this long before its end. */
export const LONGEST_ORDER_MS = 10 * 60_000

export function makeOrderKey(): Uint8Array {
  return randomBytes(32)
}

/** `order` as CBOR, and HMAC-SHA256 over it. */
export function authenticateOrder(orderKey: Uint8Array, order: Order): AuthenticatedOrder {
  const bytes = encode(order)
  return { bytes, mac: macOf(orderKey, bytes) }
}

export type OrderBook = { accept(given: AuthenticatedOrder): Order }

/**
 * Takes each order once; throws ORDER_REFUSED for any other. A used one is remembered until it could not be accepted
 * any more. The time never goes back, or a clock that does would make a forgotten order fresh again.
 */
export function openOrderBook(orderKey: Uint8Array, now: () => number): OrderBook {
  const used = new Map<string, number>()
  let latest = Number.NEGATIVE_INFINITY
  let sweptAt = Number.NEGATIVE_INFINITY

  /** Once a second at most: looking through all of them for each order would cost more than a signature. */
  function forgetExpired(): void {
    if (latest - sweptAt < 1000) return
    sweptAt = latest
    for (const [id, expiresAt] of used) if (expiresAt <= latest) used.delete(id)
  }

  return {
    accept(given) {
      const order = readOrder(orderKey, given)
      // The policy engine's time never runs back; a machine's clock that was set back must not stop every signature.
      latest = Math.max(latest, now(), order.expiresAt - LONGEST_ORDER_MS)
      if (!(order.expiresAt > latest)) throw refusal("expired")
      if (used.has(order.id)) throw refusal("used")
      forgetExpired()
      used.set(order.id, order.expiresAt)
      return order
    },
  }
}

function readOrder(orderKey: Uint8Array, given: AuthenticatedOrder): Order {
  // A copy, so that nothing can change between the check and the use.
  const bytes = Uint8Array.from(given.bytes)
  const expected = macOf(orderKey, bytes)
  if (given.mac.length !== expected.length || !timingSafeEqual(given.mac, expected)) throw refusal("altered")
  const order = parseOrder(decodeStrictly(bytes))
  if (order === null) throw refusal("not understood")
  return order
}

function decodeStrictly(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, {
      strict: true,
      rejectDuplicateMapKeys: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
    })
  } catch {
    throw refusal("not understood")
  }
}

function macOf(orderKey: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac("sha256", orderKey).update(bytes).digest()
}
