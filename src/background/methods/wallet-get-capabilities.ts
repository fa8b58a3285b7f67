/**
 * EIP-5792: what the wallet can do with several calls, chain by chain. It says of each chain that calls are not atomic,
 * so that nobody has to try; of chains that it does not know it says nothing.
 */
import type { Registry } from "../chains/registry"
import { connectedAccount } from "./accounts"
import { chainQuantity } from "./chain-quantity"
import type { Route } from "./route"

const capabilities = { atomic: { status: "unsupported" } } as const

export function walletGetCapabilities(registry: Registry): Route<"wallet_getCapabilities"> {
  return {
    connected: true,
    run: async ([address, asked], { addresses, caller: { origin } }) => {
      connectedAccount("ethereum", address, addresses)
      const ids =
        asked?.map((chainId) => `eip155:${BigInt(chainId)}`) ?? (await registry.list()).map(({ id }) => id)
      const known = await Promise.all(ids.map((id) => registry.find(id, origin)))
      const chains = known.filter((chain) => chain?.family === "ethereum")
      return {
        answer: Object.fromEntries(
          chains.flatMap((chain) => (chain ? [[chainQuantity(chain.id), capabilities]] : [])),
        ),
      }
    },
  }
}
