/** Writes Solana messages and transactions byte by byte, the broken ones too, which no library would write. */
import { randomBytes } from "node:crypto"

export type MessageParts = {
  signers: Uint8Array[]
  others?: Uint8Array[]
  version?: "legacy" | "v0"
  blockhash?: Uint8Array
  /** The account indexes of its one instruction. */
  accounts?: number[]
}

/** A message with one instruction, whose program is the last of its keys. */
export function bareMessage(parts: MessageParts): Uint8Array {
  const { signers, others = [randomBytes(32)], version = "legacy", blockhash = randomBytes(32) } = parts
  const keys = [...signers, ...others]
  const accounts = parts.accounts ?? [0]
  return Buffer.concat([
    Buffer.from(version === "v0" ? [0x80] : []),
    Buffer.of(signers.length, 0, others.length),
    compact(keys.length),
    ...keys,
    blockhash,
    compact(1),
    Buffer.of(keys.length - 1),
    compact(accounts.length),
    Buffer.from(accounts),
    compact(4),
    Buffer.of(2, 0, 0, 0),
    ...(version === "v0" ? [compact(0)] : []),
  ])
}

export function wholeTransaction(message: Uint8Array, signatures: Uint8Array[]): Uint8Array {
  return Buffer.concat([compact(signatures.length), ...signatures, message])
}

/** compact-u16 */
export function compact(count: number): Uint8Array {
  const bytes: number[] = []
  let rest = count
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80)
  return Buffer.from([...bytes, rest])
}
