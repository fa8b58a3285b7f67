/**
 * What a page's method answers, made of what was approved and what came of it. A method that is not named here
 * answers with the one result that its signer gave.
 */
import { base64 } from "@scure/base"
import { fault, type PageMethod } from "~protocol"
import type { ConnectPayload, KmsPayload, Payload } from "./payload"

type ResultOf = (payload: Payload, results: readonly unknown[]) => unknown

const results: { readonly [M in PageMethod]?: ResultOf } = {
  eth_requestAccounts: (payload) => connectOf(payload).addresses.ethereum ?? [],
  solana_connect: (payload) => ({ accounts: connectOf(payload).addresses.solana ?? [] }),
  solana_signIn: (payload, [signed]) => ({ ...signedTextOf(payload), ...(signed as object) }),
  solana_signTransactions: (_payload, signed) => ({
    transactions: (signed as { transaction: string }[]).map(({ transaction }) => transaction),
  }),
  solana_signAndSendTransactions: (_payload, outputs) => ({ outputs }),
}

/** `signed`: what each item's signer gave, in their order; nothing where there was nothing to sign. */
export function resultOf(
  method: PageMethod,
  payload: Payload | KmsPayload,
  signed: readonly unknown[],
): unknown {
  const ofMethod = results[method]
  return ofMethod ? ofMethod(payload, signed) : (signed[0] ?? null)
}

function connectOf(payload: Payload): ConnectPayload {
  if (payload.kind !== "connect") throw fault("INTERNAL")
  return payload
}

function signedTextOf(payload: Payload): { address: string; message: string } {
  if (payload.kind !== "solana-message") throw fault("INTERNAL")
  return { address: payload.address, message: base64.encode(new TextEncoder().encode(payload.text)) }
}
