/** Reads nothing in a Sui transaction: it says so, and that it is denied unless a rule grants the unknown. */
import type { Facts } from "../facts"
import { openFindings } from "./findings"
import { unreadable } from "./unreadable"

/** A Sui node takes no more. */
const MAX_BYTES = 128 * 1024

/** `transaction`: the BCS bytes, without an intent. */
export function readSui(bytes: Uint8Array): { facts: Facts; transaction: Uint8Array } {
  if (bytes.length === 0 || bytes.length > MAX_BYTES) throw unreadable("it is not a Sui transaction")
  const findings = openFindings({ kind: "transaction", chain: "sui" })
  findings.act({ type: "unknown" })
  findings.warn("unknownTransaction")
  return { facts: findings.facts(), transaction: bytes }
}
