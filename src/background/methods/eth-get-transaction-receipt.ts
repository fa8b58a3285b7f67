/** What became of a transaction; public, so any page with an origin may ask. Null while it is not in a block. */
import type { Route } from "./route"

export const ethGetTransactionReceipt: Route<"eth_getTransactionReceipt"> = {
  connected: false,
  run: async ([hash], { ethereum }) => ({ answer: await (await ethereum()).receipt(hash) }),
}
