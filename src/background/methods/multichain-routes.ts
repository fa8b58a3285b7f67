/** CAIP-25 sessions. */
import type { multichainMethods } from "~protocol"
import type { RoutesOf } from "./route"
import type { RouteHands } from "./routes"
import { walletCreateSession } from "./wallet-create-session"
import { walletGetSession } from "./wallet-get-session"
import { walletInvokeMethod } from "./wallet-invoke-method"
import { walletRevokeSession } from "./wallet-revoke-session"

export function multichainRoutes(hands: RouteHands): RoutesOf<typeof multichainMethods> {
  return {
    wallet_createSession: walletCreateSession(hands),
    wallet_getSession: walletGetSession,
    wallet_revokeSession: walletRevokeSession(hands),
    wallet_invokeMethod: walletInvokeMethod,
  }
}
