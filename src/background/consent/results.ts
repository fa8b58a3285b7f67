/**
 * What a page's method answers, made of what was approved and what came of it. A method that is not named here
 * answers with the one result that its signer gave.
 */
import { fault, type PageMethod } from "~protocol"
import { grantedPermissions } from "../methods/granted-permissions"
import type { ConnectPayload, KmsPayload, Payload } from "./payload"

type ResultOf = (payload: Payload, results: readonly unknown[], origin: string) => unknown

const results: { readonly [M in PageMethod]?: ResultOf } = {
  eth_requestAccounts: (payload) => connectOf(payload).addresses.ethereum ?? [],
  wallet_requestPermissions: (payload, _results, origin) => {
    const { addresses, chain } = connectOf(payload)
    return grantedPermissions(origin, addresses.ethereum ?? [], chain)
  },
  wallet_sendCalls: (payload) => ({ id: payload.kind === "batch" ? payload.bundleId : null }),
  solana_connect: (payload) => ({ accounts: connectOf(payload).addresses.solana ?? [] }),
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

function connectOf(payload: Payload): ConnectPayload {
  if (payload.kind !== "connect") throw fault("INTERNAL")
  return payload
}
