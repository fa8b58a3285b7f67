/** The latest block; public, so any page with an origin may ask. */
import type { Route } from "./route"

export const ethBlockNumber: Route<"eth_blockNumber"> = {
  connected: false,
  run: async (_asked, { ethereum }) => ({ answer: await (await ethereum()).blockNumber() }),
}
