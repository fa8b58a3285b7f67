/** Solana messages, signed as the bytes they are. */
import { base64, hex } from "@scure/base"
import type { Registry } from "../chains/registry"
import { readableText } from "../consent/readable-text"
import { readSignIn } from "../consent/sign-in"
import { withChainName } from "../consent/sign-in-chain"
import { connectedAccount } from "./accounts"
import type { Route } from "./route"
import { signableText } from "./solana-text"

type Hands = { registry: Registry; now: () => number }

export function solanaSignMessage({ registry, now }: Hands): Route<"solana_signMessage"> {
  return {
    connected: true,
    run: async (asked, { caller, addresses }) => {
      const address = connectedAccount("solana", asked.address, addresses)
      const bytes = base64.decode(asked.message)
      const text = signableText("solana_signMessage", address, bytes)
      const asker = { origin: caller.origin, address, chainId: null, now: now() }
      return {
        consent: async () => ({
          subject: {
            kind: "message",
            account: { family: "solana", address },
            text: readableText(bytes),
            bytes: `0x${hex.encode(bytes)}`,
            signIn: await withChainName(readSignIn(text, asker), registry),
            connects: false,
          },
          payload: { kind: "solana-message", address, text, connects: false },
        }),
      }
    },
  }
}
