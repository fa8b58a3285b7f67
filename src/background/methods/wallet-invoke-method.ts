/**
 * CAIP-27: another method, in a scope of the session. What is invoked goes through every check of its own, and asks the
 * person like anything else; a session only says where a site may ask.
 */
import { fault } from "~protocol"
import { chainIdOf } from "../chains/aliases"
import { familyOfScope } from "../origins/sessions"
import type { Route } from "./route"
import { invokedIn } from "./scope-methods"

export const walletInvokeMethod: Route<"wallet_invokeMethod"> = {
  connected: false,
  run: async ({ scope, request: { method, params } }, { permission }) => {
    const scopes = permission?.session?.scopes ?? {}
    const granted = Object.hasOwn(scopes, scope) ? scopes[scope] : undefined
    if (!granted?.methods.includes(method)) throw fault("SCOPE_NOT_GRANTED", { scope, method })
    const chain = chainIdOf(scope)
    return { instead: { ...invokedIn(familyOfScope(scope), { method, params }, chain), chain } }
  },
}
