/**
 * The order: all that passes from the policy to the signer. It names the exact bytes, the wallet, the path and the
 * way to sign; it is authenticated under a key that only the two hold, it ends, and it is good for one use.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import type { DerivationInfo } from "~protocol"

/**
 * What the signer does with the payload. It makes Ethereum's digest itself, so an order for a message cannot come out
 * as the signature of a transaction. Solana signs the bytes as they are, with nothing to tell the two apart: the
 * policy orders no message that reads like a transaction.
 */
export type OrderKind = "ethereum-message" | "ethereum-transaction" | "solana-message" | "solana-transaction"

export type Order = {
  /** One order, one use. A decision that is carried out again after a crash gets another order. */
  id: string
  kind: OrderKind
  decisionId: string
  organizationId: string
  walletId: string
  keyVersion: number
  derivation: DerivationInfo
  expiresAt: number
  payload: Uint8Array
}

export type AuthenticatedOrder = { order: Order; mac: Uint8Array }

export type OrderRefusal = "altered" | "expired" | "used"

export function makeOrderKey(): Uint8Array {
  return randomBytes(32)
}

export function authenticateOrder(key: Uint8Array, order: Order): AuthenticatedOrder {
  return { order, mac: macOf(key, order) }
}

export type OrderBook = { accept(given: AuthenticatedOrder, now: number): OrderRefusal | null }

/** Takes each order once. A used one is remembered until it could not be accepted any more. */
export function openOrderBook(key: Uint8Array): OrderBook {
  const used = new Map<string, number>()
  return {
    accept({ order, mac }, now) {
      const expected = macOf(key, order)
      if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return "altered"
      if (order.expiresAt <= now) return "expired"
      for (const [id, expiresAt] of used) if (expiresAt <= now) used.delete(id)
      if (used.has(order.id)) return "used"
      used.set(order.id, order.expiresAt)
      return null
    },
  }
}

/** Each member with its length before it, so that no two orders have the same bytes. */
function macOf(key: Uint8Array, order: Order): Uint8Array {
  const { derivationPath, curve, addressFormat } = order.derivation
  const members = [
    order.id,
    order.kind,
    order.decisionId,
    order.organizationId,
    order.walletId,
    String(order.keyVersion),
    derivationPath,
    curve,
    addressFormat,
    String(order.expiresAt),
    order.payload,
  ]
  const hmac = createHmac("sha256", key)
  for (const member of members) {
    const bytes = typeof member === "string" ? Buffer.from(member, "utf8") : member
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hmac.update(length).update(bytes)
  }
  return hmac.digest()
}
