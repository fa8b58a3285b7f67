/**
 * The chains this wallet speaks to: those that come with it, and those that sites brought and a person agreed to. A
 * chain that one site brought is not there for another, which has to bring it, and be agreed to, itself; each is asked
 * at the address it brought.
 */
import type { Chain, ChainId, Family } from "~protocol"
import type { Store } from "../store"
import { chainIdOf } from "./aliases"
import type { KnownChains } from "./known"

/** A chain that was added, as each origin brought it. */
export type AddedChain = { id: ChainId; byOrigin: Record<string, Chain> }

export type Registry = {
  /** For an origin, or, with null, for the wallet itself; null where there is no such chain for it. */
  find(id: ChainId, origin: string | null): Promise<Chain | null>
  /** Each once; of an added one, what the first site said of it. */
  list(): Promise<Chain[]>
  add(chain: Chain, origin: string): Promise<void>
  /** The sites that brought it. */
  originsOf(id: ChainId): Promise<string[]>
  /** Forgets what sites brought; false where there is nothing of the kind. */
  remove(id: ChainId): Promise<boolean>
  /** Where sites are that chose no chain, and the wallet itself. */
  defaultOf(family: Family): Promise<ChainId>
  /** Only a chain that came with the wallet; false for any other. */
  setDefault(id: ChainId): Promise<boolean>
}

export function openRegistry(store: Store, known: KnownChains): Registry {
  const builtIn = new Map(known.chains.map((chain) => [chain.id, chain]))
  /** Read once for each worker: every request of a site that chose no chain asks for it. */
  const chosen = new Map<Family, ChainId>()

  async function readDefault(family: Family): Promise<ChainId> {
    const id = await (await store()).get("defaultChains", family)
    return id !== undefined && builtIn.has(id) ? id : known.defaults[family]
  }

  return {
    async find(id, origin) {
      const chain = builtIn.get(chainIdOf(id))
      if (chain) return chain
      const added = await (await store()).get("chains", id)
      return (origin === null ? firstOf(added) : ownOf(added, origin)) ?? null
    },
    async list() {
      const added = await (await store()).getAll("chains")
      return [...builtIn.values(), ...added.flatMap((one) => firstOf(one) ?? [])]
    },
    async add(chain, origin) {
      if (builtIn.has(chain.id)) return
      const tx = (await store()).transaction("chains", "readwrite")
      const before = await tx.store.get(chain.id)
      await tx.store.put({ id: chain.id, byOrigin: { ...before?.byOrigin, [origin]: chain } })
      await tx.done
    },
    async originsOf(id) {
      return Object.keys((await (await store()).get("chains", id))?.byOrigin ?? {})
    },
    async remove(id) {
      const tx = (await store()).transaction("chains", "readwrite")
      const isThere = (await tx.store.getKey(id)) !== undefined
      if (isThere) await tx.store.delete(id)
      await tx.done
      return isThere
    },
    async defaultOf(family) {
      const id = chosen.get(family) ?? (await readDefault(family))
      chosen.set(family, id)
      return id
    },
    async setDefault(id) {
      const chain = builtIn.get(chainIdOf(id))
      if (!chain) return false
      await (await store()).put("defaultChains", chain.id, chain.family)
      chosen.set(chain.family, chain.id)
      return true
    },
  }
}

function firstOf(added: AddedChain | undefined): Chain | undefined {
  return Object.values(added?.byOrigin ?? {})[0]
}

function ownOf(added: AddedChain | undefined, origin: string): Chain | undefined {
  return added && Object.hasOwn(added.byOrigin, origin) ? added.byOrigin[origin] : undefined
}

/** The number in an `eip155:` id. */
export function ethereumChainNumber(chain: Pick<Chain, "id">): number {
  return Number(chain.id.slice("eip155:".length))
}

/** The id of the chain that a page names by a hexadecimal number. */
export function ethereumChainId(quantity: string): ChainId {
  return `eip155:${BigInt(quantity)}`
}
