/** Solana messages, signed as the bytes they are. */
import { base64, hex } from "@scure/base"
import { readableText } from "../consent/readable-text"
import { connectedAccount } from "./accounts"
import type { Route } from "./route"
import { signableText } from "./solana-text"

export const solanaSignMessage: Route<"solana_signMessage"> = {
  connected: true,
  run: async (asked, { addresses }) => {
    const address = connectedAccount("solana", asked.address, addresses)
    const bytes = base64.decode(asked.message)
    const text = signableText("solana_signMessage", address, bytes)
    return {
      consent: async () => ({
        subject: {
          kind: "message",
          account: { family: "solana", address },
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
