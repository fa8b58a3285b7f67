/**
 * Filters: what is new since a page last asked. They are the wallet's own and not a node's, so that an id is of use to
 * nobody but the document that made it, and outlives a change of node.
 */
import { fault, type LogCriteria } from "~protocol"
import type { Networks } from "../chains/networks"
import { headOf, newsOf } from "../chains/news"
import type { Watched, Watches } from "../chains/watches"
import type { Asking, Route } from "./route"

export function ethNewFilter(watches: Watches): Route<"eth_newFilter"> {
  return {
    connected: false,
    run: async ([criteria], asking) => {
      checkCriteria("eth_newFilter", criteria)
      return { answer: await watchFromNow(watches, asking, { kind: "logs", criteria }, false) }
    },
  }
}

export function ethNewBlockFilter(watches: Watches): Route<"eth_newBlockFilter"> {
  return {
    connected: false,
    run: async (_asked, asking) => ({
      answer: await watchFromNow(watches, asking, { kind: "heads" }, false),
    }),
  }
}

export function ethGetFilterChanges(watches: Watches, networks: Networks): Route<"eth_getFilterChanges"> {
  return {
    connected: false,
    run: async ([id], { caller }) => {
      const watch = await watches.find(id, caller, false)
      const network = await networks.ethereum(watch.chainId, caller.origin)
      const news = await newsOf(network, watch.watched, watch.next, await headOf(network), "hash")
      // Asked twice at once, only one of the two is told.
      const isTold = await watches.move(watch, news?.to ?? watch.next - 1)
      return { answer: isTold ? (news?.items ?? []) : [] }
    },
  }
}

export function ethGetFilterLogs(watches: Watches, networks: Networks): Route<"eth_getFilterLogs"> {
  return {
    connected: false,
    run: async ([id], { caller }) => {
      const { watched, chainId } = await watches.find(id, caller, false)
      if (watched.kind !== "logs") throw fault("FILTER_UNKNOWN")
      const network = await networks.ethereum(chainId, caller.origin)
      return { answer: await network.read("eth_getLogs", [watched.criteria]) }
    },
  }
}

export function ethUninstallFilter(watches: Watches): Route<"eth_uninstallFilter"> {
  return {
    connected: false,
    run: async ([id], { caller }) => ({ answer: await watches.remove(id, caller, false) }),
  }
}

/** Everything after the block that is the newest now. */
export async function watchFromNow(
  watches: Watches,
  { caller, ethereum }: Asking,
  watched: Watched,
  told: boolean,
): Promise<string> {
  const network = await ethereum()
  const next = (await headOf(network)) + 1
  return watches.add({ caller, chainId: network.chain.id, watched, told, next })
}

/** One block brings nothing new. */
export function checkCriteria(method: string, { blockHash }: LogCriteria): void {
  if (blockHash)
    throw fault("PARAMS_INVALID", { method, where: "params.0.blockHash: ask eth_getLogs instead" })
}
