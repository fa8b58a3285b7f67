/** Which Ethereum chain a site is on, and which chains and tokens the wallet knows. */
import { NoParams, Quantity } from "./shapes"

export const chainMethods = {
  eth_chainId: { asked: NoParams, answered: Quantity },
} as const
