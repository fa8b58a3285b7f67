/**
 * EIP-191 personal messages. Bytes stay bytes: they are signed as they came, and shown as text only where they are
 * text. Old sites send the address first; that is read where the second parameter cannot be an address.
 */
import { hex } from "@scure/base"
import type { Hex, SignIn } from "~protocol"
import { ethereumChainNumber, type Registry } from "../chains/registry"
import type { Draft } from "../consent/desk"
import { exactText, readableText } from "../consent/readable-text"
import { looksLikeSignIn, readSignIn } from "../consent/sign-in"
import { withChainName } from "../consent/sign-in-chain"
import { connectedAccount } from "./accounts"
import { messageBytes } from "./ethereum-message-bytes"
import { refuserOf } from "./ethereum-transaction-asked"
import type { Asking, Route } from "./route"

const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const refuse = refuserOf("personal_sign")

type Hands = { registry: Registry; now: () => number }

export function personalSign({ registry, now }: Hands): Route<"personal_sign"> {
  return {
    connected: true,
    run: async (asked, asking) => {
      const { message, address } = orderOf(asked)
      const account = connectedAccount("ethereum", address, asking.addresses)
      const bytes = messageBytes(message, refuse)
      const signIn = async () => withChainName(await signInOf(account, bytes, asking, now()), registry)
      return { consent: async () => draftOf(account, bytes, await signIn()) }
    },
  }
}

function orderOf([first, second]: readonly [string, string, ...unknown[]]): {
  message: string
  address: string
} {
  if (ADDRESS.test(second)) return { message: first, address: second }
  if (ADDRESS.test(first)) return { message: second, address: first }
  throw refuse("no address among the parameters")
}

/** What cannot be shown as text can still be read as a sign-in by whoever checks it. */
async function signInOf(
  address: string,
  bytes: Uint8Array,
  { caller, ethereum }: Asking,
  now: number,
): Promise<SignIn | null> {
  const text = exactText(bytes)
  if (text === null || !looksLikeSignIn(text)) return null
  const { chain } = await ethereum()
  return readSignIn(text, { origin: caller.origin, address, chainId: `${ethereumChainNumber(chain)}`, now })
}

function draftOf(address: string, message: Uint8Array, signIn: SignIn | null): Draft {
  const bytes: Hex = `0x${hex.encode(message)}`
  const account = { family: "ethereum", address } as const
  return {
    subject: { kind: "message", account, text: readableText(message), bytes, signIn, connects: false },
    payload: { kind: "ethereum-message", address, bytes },
  }
}
