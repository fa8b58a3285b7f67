/**
 * What a page's method answers, made of what was approved and what came of it. A method that is not named here
 * answers with the one result that its signer gave.
 */
import { base64 } from "@scure/base"
import { fault, type PageMethod } from "~protocol"
import { spokenIn } from "../chains/aliases"
import { grantedPermissions } from "../methods/granted-permissions"
import { sessionScopesOf } from "../origins/sessions"
import type { ConnectPayload, KmsPayload, Payload } from "./payload"

type ResultOf = (payload: Payload, results: readonly unknown[], origin: string) => unknown

const results: { readonly [M in PageMethod]?: ResultOf } = {
  eth_requestAccounts: (payload) => connectOf(payload).addresses.ethereum ?? [],
  wallet_watchAsset: () => true,
  countersign_auto_confirm_enable: autoConfirmed("countersign_auto_confirm_enable"),
  phantom_auto_confirm_enable: autoConfirmed("phantom_auto_confirm_enable"),
  wallet_createSession: (payload) => {
    const { session = null, addresses } = connectOf(payload)
    return { sessionScopes: sessionScopesOf(session, addresses) }
  },
  wallet_requestPermissions: (payload, _results, origin) => {
    const { addresses, chain } = connectOf(payload)
    return grantedPermissions(origin, addresses.ethereum ?? [], chain)
  },
  wallet_sendCalls: (payload) => ({ id: payload.kind === "batch" ? payload.bundleId : null }),
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
  origin: string,
): unknown {
  const ofMethod = results[method]
  return ofMethod ? ofMethod(payload, signed, origin) : (signed[0] ?? null)
}

function autoConfirmed(method: PageMethod): ResultOf {
  return (payload) => {
    if (payload.kind !== "autoConfirm") throw fault("INTERNAL")
    return { enabled: true, chains: payload.limits.map(({ chainId }) => spokenIn(method)(chainId)) }
  }
}

function connectOf(payload: Payload): ConnectPayload {
  if (payload.kind !== "connect") throw fault("INTERNAL")
  return payload
}

function signedTextOf(payload: Payload): { address: string; message: string } {
  if (payload.kind !== "solana-message") throw fault("INTERNAL")
  return { address: payload.address, message: base64.encode(new TextEncoder().encode(payload.text)) }
}
