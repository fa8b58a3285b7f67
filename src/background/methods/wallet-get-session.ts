/** CAIP-312: the session of this site as it is now; no scopes where there is none. */
import { sessionScopesOf } from "../origins/sessions"
import type { Route } from "./route"

export const walletGetSession: Route<"wallet_getSession"> = {
  connected: false,
  run: async (_asked, { permission }) => ({
    answer: { sessionScopes: sessionScopesOf(permission?.session ?? null, permission?.addresses ?? {}) },
  }),
}
