/** What the face asks about networks: which there are, whether they answer, and to forget one that a site brought. */
import { type Asked, type ChainPulse, Family, fault, type KnownChain } from "~protocol"
import type { Networks } from "../chains/networks"
import { ethereumChainNumber, type Registry } from "../chains/registry"
import { openRpc } from "../chains/rpc"
import type { Permissions } from "../origins/permissions"
import type { Pages } from "../pages"
import type { Submissions } from "../submissions/submissions"

type Hands = {
  registry: Registry
  networks: Networks
  permissions: Permissions
  pages: Pages
  submissions: Submissions
}

/** Whoever looks at a list of them waits no longer than this for one. */
const PULSE_TIMEOUT_MS = 4_000

export async function listNetworks(registry: Registry): Promise<KnownChain[]> {
  const defaults = await Promise.all(Family.options.map((family) => registry.defaultOf(family)))
  const chains = await registry.list()
  return Promise.all(
    chains.map(async (chain) => ({
      chain,
      origins: await registry.originsOf(chain.id),
      isDefault: defaults.includes(chain.id),
    })),
  )
}

export async function pulseOf(
  registry: Registry,
  { id }: Asked<"popup", "networkPulse">,
): Promise<ChainPulse> {
  const chain = await registry.find(id, null)
  if (chain === null) throw fault("CHAIN_UNSUPPORTED", { chain: id })
  const rpc = openRpc(chain, { timeoutMs: PULSE_TIMEOUT_MS })
  const startedAt = performance.now()
  const reply = await rpc(chain.family === "ethereum" ? "eth_blockNumber" : "getSlot", []).catch(() => null)
  if (reply === null) return null
  const block = reply.kind === "result" ? Number(reply.result) : Number.NaN
  const latencyMs = Math.round(performance.now() - startedAt)
  return { latencyMs, block: Number.isSafeInteger(block) && block >= 0 ? block : null }
}

/** Sites that are on it go to the default. */
export async function removeNetwork(hands: Hands, { id }: Asked<"popup", "removeNetwork">): Promise<null> {
  const { registry, permissions, submissions } = hands
  if ((await submissions.open()).some(({ chainId }) => chainId === id)) throw fault("CHAIN_IN_USE")
  if (!(await registry.remove(id))) throw fault("CHAIN_UNSUPPORTED", { chain: id })
  for (const permission of await permissions.list()) {
    if (permission.chain !== id) continue
    await permissions.change(permission.origin, { chain: null })
    await tellDefault(hands, permission.origin)
  }
  return null
}

/** Sites that chose no chain of their own are on another one now. */
export async function defaultChanged(hands: Omit<Hands, "networks" | "submissions">): Promise<void> {
  for (const { origin, chain, addresses } of await hands.permissions.list()) {
    if (chain === null && addresses.ethereum !== undefined) await tellDefault(hands, origin)
  }
}

async function tellDefault(
  { registry, pages }: Pick<Hands, "registry" | "pages">,
  origin: string,
): Promise<void> {
  const id = await registry.defaultOf("ethereum")
  pages.tell(origin, { name: "chain", chainId: `0x${ethereumChainNumber({ id }).toString(16)}` })
}
