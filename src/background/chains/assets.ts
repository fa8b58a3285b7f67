/** Tokens that the person has listed, by chain and address. What is known of a token is what the token said of itself. */
import type { ChainId } from "~protocol"
import type { Store } from "../store"

export type Asset = { chainId: ChainId; address: string; symbol: string; decimals: number }

export type Assets = {
  add(asset: Asset): Promise<void>
  list(): Promise<Asset[]>
}

export function openAssets(store: Store): Assets {
  return {
    async add(asset) {
      await (await store()).put("assets", asset)
    },
    async list() {
      return (await store()).getAll("assets")
    },
  }
}
