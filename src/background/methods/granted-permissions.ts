/** A site's permissions in the words of EIP-2255: the accounts it sees, and the chain its requests go to. */
import { type ChainId, fault, type GrantedPermission } from "~protocol"
import { chainQuantity } from "./chain-quantity"

export const ACCOUNTS = "eth_accounts"
export const CHAINS = "endowment:permitted-chains"

/** None where the site sees no account. */
export function grantedPermissions(
  invoker: string,
  addresses: readonly string[],
  chain: ChainId | null,
): GrantedPermission[] {
  if (addresses.length === 0) return []
  const accounts = { type: "restrictReturnedAccounts", value: [...addresses] }
  const chains = chain === null ? [] : [chainQuantity(chain)]
  return [
    { invoker, parentCapability: ACCOUNTS, caveats: [accounts] },
    { invoker, parentCapability: CHAINS, caveats: [{ type: "restrictNetworkSwitching", value: chains }] },
  ]
}

/** Throws unless each name is one of `known`, and there is one at all. */
export function checkPermissionNames(method: "wallet_requestPermissions" | "wallet_revokePermissions") {
  return (names: readonly string[], known: readonly string[]): void => {
    const unknown = names.find((name) => !known.includes(name))
    if (unknown !== undefined) {
      throw fault("METHOD_UNSUPPORTED", {
        method,
        why: `there is no permission ${JSON.stringify(unknown)} to ask for`,
      })
    }
    if (!names.includes(ACCOUNTS) && !names.includes(CHAINS)) {
      throw fault("PARAMS_INVALID", { method, where: "no permission is named" })
    }
  }
}
