/** The names of what Ethereum accounts hold, as facts write them. */
import type { Asset } from "../facts"

/** An allowance of this much or more has no bound that anybody meant. */
export const UNBOUNDED = 2n ** 128n
export const UINT256_MAX = 2n ** 256n - 1n

export const PERMIT2 = "0x000000000022d473030f116ddee9f6b43ac78ba3"

export const ether = (chainId: string): Asset => `eip155:${chainId}/slip44:60`
export const erc20 = (chainId: string, token: string): Asset => `eip155:${chainId}/erc20:${token}`
export const erc721 = (chainId: string, token: string): Asset => `eip155:${chainId}/erc721:${token}`
export const erc1155 = (chainId: string, token: string, id: bigint): Asset =>
  `eip155:${chainId}/erc1155:${token}/${id}`
