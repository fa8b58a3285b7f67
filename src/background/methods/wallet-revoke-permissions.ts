/** EIP-2255's counterpart: the site gives up its Ethereum accounts, and what it asked of them ends. */
import type { Disconnect } from "../origins/disconnect"
import { ACCOUNTS, CHAINS, checkPermissionNames } from "./granted-permissions"
import type { Route } from "./route"

const checkNames = checkPermissionNames("wallet_revokePermissions")

export function walletRevokePermissions(disconnect: Disconnect): Route<"wallet_revokePermissions"> {
  return {
    connected: false,
    run: async ([named], { caller }) => {
      checkNames(Object.keys(named), [ACCOUNTS, CHAINS])
      await disconnect(caller.origin, ["ethereum"])
      return { answer: null }
    },
  }
}
