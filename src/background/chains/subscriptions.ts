/**
 * Tells pages of what they subscribed to, by looking every few seconds, as long as this worker lives and the page is
 * connected. A page that listens says so now and then; that is how a new worker comes to look again. Written down before
 * it is told: what is lost when the worker dies in between is lost, and nothing is told twice.
 */
import type { PageCaller } from "../origins/sender"
import type { Pages } from "../pages"
import type { EthereumNetwork } from "./ethereum"
import type { Networks } from "./networks"
import { headOf, newsOf } from "./news"
import type { Watch, Watches } from "./watches"

export type Subscriptions = {
  /** Looks on behalf of the page from now on; gives the ids of its subscriptions. */
  listen(caller: PageCaller): Promise<string[]>
}

export const LOOK_MS = 4_000

type Hands = {
  watches: Watches
  networks: Networks
  pages: Pages
  after: (ms: number, run: () => void) => void
}

export function openSubscriptions({ watches, networks, pages, after }: Hands): Subscriptions {
  const listened = new Map<string, Watch>()
  let waiting = false

  function wait(): void {
    if (waiting || listened.size === 0) return
    waiting = true
    after(LOOK_MS, () => {
      waiting = false
      void look().finally(wait)
    })
  }

  /** Each chain once, at the address of each site: one that does not answer holds up nobody else. */
  async function look(): Promise<void> {
    for (const { id, caller } of listened.values()) if (!pages.isConnected(caller)) listened.delete(id)
    const groups = new Map<string, Watch[]>()
    for (const watch of listened.values()) {
      const name = `${watch.chainId} ${watch.caller.origin}`
      groups.set(name, [...(groups.get(name) ?? []), watch])
    }
    await Promise.all([...groups.values()].map((group) => lookAt(group).catch(() => undefined)))
  }

  async function lookAt(group: Watch[]): Promise<void> {
    const [first] = group
    if (!first) return
    const network = readOnce(await networks.ethereum(first.chainId, first.caller.origin))
    const head = await headOf(network)
    await Promise.all(group.map((watch) => tell(watch, network, head).catch(() => undefined)))
  }

  async function tell(watch: Watch, network: EthereumNetwork, head: number): Promise<void> {
    const news = await newsOf(network, watch.watched, watch.next, head, "header")
    if (news === null) return
    if (!(await watches.move(watch, news.to))) return void listened.delete(watch.id)
    if (listened.has(watch.id)) listened.set(watch.id, { ...watch, next: news.to + 1 })
    for (const result of news.items) {
      const data = { subscription: watch.id, result }
      pages.tellDocument(watch.caller, { name: "message", message: { type: "eth_subscription", data } })
    }
  }

  return {
    async listen(caller) {
      const kept = await watches.touch(caller)
      for (const watch of kept) if (!listened.has(watch.id)) listened.set(watch.id, watch)
      wait()
      return kept.map(({ id }) => id)
    },
  }
}

/** Many subscriptions of one site want the same blocks; each is fetched once. */
function readOnce(network: EthereumNetwork): EthereumNetwork {
  const read = new Map<string, Promise<unknown>>()
  return {
    ...network,
    read(method, params) {
      const name = JSON.stringify([method, params])
      const reading = read.get(name) ?? network.read(method, params)
      read.set(name, reading)
      return reading
    },
  }
}
