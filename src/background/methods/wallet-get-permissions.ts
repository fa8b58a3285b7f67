/** EIP-2255: what the site may do; nothing is an answer, not a fault. */
import { grantedPermissions } from "./granted-permissions"
import type { Route } from "./route"

export const walletGetPermissions: Route<"wallet_getPermissions"> = {
  connected: false,
  run: async (_asked, { addresses, caller, ethereum }) => {
    if (addresses.length === 0) return { answer: [] }
    const { chain } = await ethereum()
    return { answer: grantedPermissions(caller.origin, addresses, chain.id) }
  },
}
