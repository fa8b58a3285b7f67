/**
 * Sign-In With Solana: the wallet writes the message, the person sees what is wrong with it, and signing it also
 * connects the site. A site that is not connected may ask, and one that asks before there is a wallet waits for it.
 */
import { hex } from "@scure/base"
import { fault, type SignIn, type SolanaSignInInput } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Registry } from "../chains/registry"
import type { Draft } from "../consent/desk"
import { readableText } from "../consent/readable-text"
import { withChainName } from "../consent/sign-in-chain"
import type { Route } from "./route"
import { type Circumstances, signInOf, writeSignIn } from "./solana-sign-in-message"
import { signableText } from "./solana-text"

type Hands = { wallets: Wallets; registry: Registry; now: () => number }

export function solanaSignIn({ wallets, registry, now }: Hands): Route<"solana_signIn"> {
  return {
    connected: false,
    run: async (input, { caller, addresses }) => ({
      consent: async () => {
        const wallet = await wallets.stored()
        const ofWallet = wallet?.accounts.filter(({ family }) => family === "solana") ?? []
        const address = chosenOf(input, [...addresses, ...ofWallet.map((account) => account.address)])
        if (address === null) return null
        const circumstances = { address, origin: caller.origin, now: now() }
        const signIn = await withChainName(signInOf(input, circumstances), registry)
        return draftOf(input, circumstances, signIn)
      },
    }),
  }
}

/** The account that the site names, where it is one of ours; else the one it is connected to, else the first. */
function chosenOf({ address }: SolanaSignInInput, ours: readonly string[]): string | null {
  return ours.find((own) => own === address) ?? ours[0] ?? null
}

function draftOf(input: SolanaSignInInput, circumstances: Circumstances, signIn: SignIn | null): Draft {
  const { address } = circumstances
  const written = writeSignIn(input, circumstances)
  const bytes = new TextEncoder().encode(written)
  const text = signableText("solana_signIn", address, bytes)
  if (text !== written) throw fault("PARAMS_INVALID", { method: "solana_signIn", where: "half a character" })
  return {
    subject: {
      kind: "message",
      account: { family: "solana", address },
      text: readableText(bytes),
      bytes: `0x${hex.encode(bytes)}`,
      signIn,
      connects: true,
    },
    payload: { kind: "solana-message", address, text, connects: true },
  }
}
