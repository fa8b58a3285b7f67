/** Puts a connected site on an Ethereum chain and tells its pages. What it asked for before keeps its own chain. */
import type { Chain } from "~protocol"
import type { Permissions } from "../origins/permissions"
import type { Pages } from "../pages"
import { ethereumChainNumber } from "./registry"

type Hands = { permissions: Permissions; pages: Pages }

export async function putOnChain({ permissions, pages }: Hands, origin: string, chain: Chain): Promise<void> {
  await permissions.change(origin, { chain: chain.id })
  if ((await permissions.find(origin)) === null) return
  pages.tell(origin, { name: "chain", chainId: `0x${ethereumChainNumber(chain).toString(16)}` })
}
