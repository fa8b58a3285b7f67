/**
 * The chains this wallet speaks to: those that come with it, and those that sites brought and a person agreed to. A
 * chain that one site brought is not there for another, which has to bring it, and be agreed to, itself.
 */
import type { Chain, ChainId, Family } from "~protocol"
import type { Store } from "../store"
import type { KnownChains } from "./known"

/** A chain that was added, and the origins it was added for. */
export type AddedChain = { id: ChainId; chain: Chain; origins: string[] }

export type Registry = {
  /** For an origin, or, with null, for the wallet itself; null where there is no such chain for it. */
  find(id: ChainId, origin: string | null): Promise<Chain | null>
  list(): Promise<Chain[]>
  add(chain: Chain, origin: string): Promise<void>
  defaultOf(family: Family): ChainId
}

export function openRegistry(store: Store, known: KnownChains): Registry {
  const builtIn = new Map(known.chains.map((chain) => [chain.id, chain]))
  return {
    async find(id, origin) {
      const chain = builtIn.get(id)
      if (chain) return chain
      const added = await (await store()).get("chains", id)
      return added && (origin === null || added.origins.includes(origin)) ? added.chain : null
    },
    async list() {
      const added = await (await store()).getAll("chains")
      return [...builtIn.values(), ...added.map(({ chain }) => chain)]
    },
    async add(chain, origin) {
      if (builtIn.has(chain.id)) return
      const tx = (await store()).transaction("chains", "readwrite")
      const before = await tx.store.get(chain.id)
      const origins = [...new Set([...(before?.origins ?? []), origin])]
      await tx.store.put({ id: chain.id, chain, origins })
      await tx.done
    },
    defaultOf: (family) => known.defaults[family],
  }
}

/** The number in an `eip155:` id. */
export function ethereumChainNumber(chain: Pick<Chain, "id">): number {
  return Number(chain.id.slice("eip155:".length))
}
