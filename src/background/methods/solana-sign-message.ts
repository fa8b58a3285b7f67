/**
 * Solana messages. The KMS signs text, so the bytes must be exactly some text in UTF-8. Signed as they are, they must
 * not be a transaction in disguise.
 */
import { base64, hex } from "@scure/base"
import { fault } from "~protocol"
import { isTransactionOf } from "../chains/solana-transaction"
import { exactText, readableText } from "../consent/readable-text"
import { connectedAccount } from "./accounts"
import type { Route } from "./route"

const MESSAGE_LIMIT_BYTES = 65_536

export const solanaSignMessage: Route<"solana_signMessage"> = {
  connected: true,
  run: async (asked, { addresses }) => {
    const address = connectedAccount("solana", asked.address, addresses)
    const bytes = base64.decode(asked.message)
    if (isTransactionOf(address, bytes)) throw refusal("the message is a transaction")
    const text = textOf(bytes)
    const account = { family: "solana", address } as const
    return {
      consent: async () => ({
        subject: {
          kind: "message",
          account,
          text: readableText(bytes),
          bytes: `0x${hex.encode(bytes)}`,
          signIn: null,
          connects: false,
        },
        payload: { kind: "solana-message", address, text, connects: false },
      }),
    }
  },
}

function textOf(bytes: Uint8Array): string {
  const text = exactText(bytes)
  if (text === null) throw refusal("the message is not UTF-8 text, and only text can be signed")
  if (bytes.length > MESSAGE_LIMIT_BYTES) throw refusal(`more than ${MESSAGE_LIMIT_BYTES} bytes`)
  return text
}

function refusal(where: string) {
  return fault("PARAMS_INVALID", { method: "solana_signMessage", where })
}
