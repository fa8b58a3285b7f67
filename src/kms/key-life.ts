/**
 * The life of this browser's authenticator key. Each key goes absent → pending → active; only an active key stamps.
 *
 *   absent ──keep──▶ active ──stage──▶ rotating ──promote──▶ active, with the new key
 *                      ▲                   │
 *                      └──────discard──────┘
 *
 * An event that does not fit changes nothing, so every step can be taken twice and the first key to be kept wins.
 * Pure: no clock, no store, no cryptography. Nothing leads back to absent: a key is only ever replaced.
 */

/** A key pair; what it signs with is said by the key itself. */
export type KeyRecord = {
  privateKey: CryptoKey
  /** Raw: 32 bytes (Ed25519) or 65 bytes uncompressed (P-256). */
  publicKey: Uint8Array
  createdAt: number
  /** The name under which the KMS registered it, where the KMS told. */
  authenticatorId: string | null
}

export type KeyLife =
  | { status: "absent" }
  | { status: "active"; active: KeyRecord }
  | { status: "rotating"; active: KeyRecord; pending: KeyRecord }

export type KeyEvent =
  | { kind: "keep"; key: KeyRecord }
  | { kind: "stage"; key: KeyRecord }
  /** Names the key it promotes: another one may have been staged since, which the KMS has never heard of. */
  | { kind: "promote"; publicKey: Uint8Array; authenticatorId: string | null }
  | { kind: "discard" }

export const absentKey: KeyLife = { status: "absent" }

export function advanceKey(life: KeyLife, event: KeyEvent): KeyLife {
  switch (event.kind) {
    case "keep":
      return life.status === "absent" ? { status: "active", active: event.key } : life
    case "stage":
      return life.status === "active" ? { status: "rotating", active: life.active, pending: event.key } : life
    case "promote":
      return life.status === "rotating" && isSameKey(life.pending.publicKey, event.publicKey)
        ? { status: "active", active: { ...life.pending, authenticatorId: event.authenticatorId } }
        : life
    case "discard":
      return life.status === "rotating" ? { status: "active", active: life.active } : life
  }
}

export function isSameKey(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
