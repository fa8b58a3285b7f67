/** Solana messages: the text as it was approved, signed without any prefix. */
import { base64 } from "@scure/base"
import { verifySolanaSignature } from "~kms"
import type { SolanaMessagePayload } from "../payload"
import { accountOf, decode, type Signer, verified } from "./signer"

export const solanaMessage: Signer<SolanaMessagePayload> = {
  stamp: (client, wallet, { address, text }) =>
    client.stamp("signUtf8Message", {
      ...accountOf(wallet, "solana", address),
      message: text,
      algorithm: "Ed25519",
    }),
  async send(client, { address, text }, { request }) {
    const signature = decode((await client.send("signUtf8Message", request)).signature)
    const isOurs = verifySolanaSignature(address, new TextEncoder().encode(text), signature)
    return verified(isOurs, { result: { signature: base64.encode(signature) }, submission: null })
  },
}
