/** How everything about a document is refused: one fault, and a reason that a person can read. */
import { fault } from "~protocol"

export function refuse(why: string): never {
  throw fault("ATTESTATION_REFUSED", { why })
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
