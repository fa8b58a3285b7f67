/**
 * EIP-191 personal messages. Bytes stay bytes: they are signed as they came, and shown as text only where they are
 * text. Old sites send the address first; that is read where the second parameter cannot be an address.
 */
import { hex } from "@scure/base"
import { fault, type Hex } from "~protocol"
import type { Draft } from "../consent/desk"
import { readableText } from "../consent/readable-text"
import { connectedAccount } from "./accounts"
import type { Route } from "./route"

const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const MESSAGE_LIMIT_BYTES = 65_536

export const personalSign: Route<"personal_sign"> = {
  connected: true,
  run: async (asked, { addresses }) => {
    const { message, address } = orderOf(asked)
    const account = connectedAccount("ethereum", address, addresses)
    const bytes = bytesOf(message)
    return { consent: async () => draftOf(account, bytes) }
  },
}

function orderOf([first, second]: readonly [string, string, ...unknown[]]): {
  message: string
  address: string
} {
  if (ADDRESS.test(second)) return { message: first, address: second }
  if (ADDRESS.test(first)) return { message: second, address: first }
  throw refusal("no address among the parameters")
}

/** Whole hex bytes after `0x` are those bytes; a half byte would have to be guessed; all else is text. */
function bytesOf(message: string): Uint8Array {
  const bytes = isHex(message)
    ? hex.decode(message.slice(2).toLowerCase())
    : new TextEncoder().encode(message)
  if (bytes.length > MESSAGE_LIMIT_BYTES) throw refusal(`more than ${MESSAGE_LIMIT_BYTES} bytes`)
  return bytes
}

function isHex(message: string): boolean {
  if (!/^0x[0-9a-fA-F]*$/.test(message)) return false
  if (message.length % 2 !== 0) throw refusal("an odd number of hex digits")
  return true
}

function draftOf(address: string, message: Uint8Array): Draft {
  const bytes: Hex = `0x${hex.encode(message)}`
  const account = { family: "ethereum", address } as const
  return {
    subject: {
      kind: "message",
      account,
      text: readableText(message),
      bytes,
      signIn: null,
      connects: false,
    },
    payload: { kind: "ethereum-message", address, bytes },
  }
}

function refusal(where: string) {
  return fault("PARAMS_INVALID", { method: "personal_sign", where })
}
