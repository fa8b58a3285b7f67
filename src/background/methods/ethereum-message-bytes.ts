/** The bytes of a message as sites send it: whole hex bytes after `0x` are those bytes; all else is text. */
import { hex } from "@scure/base"
import type { Refuse } from "./ethereum-transaction-asked"

const MESSAGE_LIMIT_BYTES = 65_536

/** A half byte would have to be guessed, so it is refused. */
export function messageBytes(message: string, refuse: Refuse): Uint8Array {
  const isHex = /^0x[0-9a-fA-F]*$/.test(message)
  if (isHex && message.length % 2 !== 0) throw refuse("an odd number of hex digits")
  const bytes = isHex ? hex.decode(message.slice(2).toLowerCase()) : new TextEncoder().encode(message)
  if (bytes.length > MESSAGE_LIMIT_BYTES) throw refuse(`more than ${MESSAGE_LIMIT_BYTES} bytes`)
  return bytes
}
