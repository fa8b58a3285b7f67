/**
 * Subscriptions: pages are told of new blocks and logs. What is not in a block yet is not offered: a public node knows
 * little of it, and each another part.
 */
import { fault, type LogCriteria } from "~protocol"
import type { Subscriptions } from "../chains/subscriptions"
import type { Watched, Watches } from "../chains/watches"
import { checkCriteria, watchFromNow } from "./eth-filters"
import type { Route } from "./route"

export function ethSubscribe(watches: Watches, subscriptions: Subscriptions): Route<"eth_subscribe"> {
  return {
    connected: false,
    run: async ([topic, criteria], asking) => {
      const id = await watchFromNow(watches, asking, watchedOf(topic, criteria ?? {}), true)
      await subscriptions.listen(asking.caller)
      return { answer: id }
    },
  }
}

export function ethUnsubscribe(watches: Watches): Route<"eth_unsubscribe"> {
  return {
    connected: false,
    run: async ([id], { caller }) => ({ answer: await watches.remove(id, caller, true) }),
  }
}

export function countersignListen(subscriptions: Subscriptions): Route<"countersign_listen"> {
  return {
    connected: false,
    run: async (_asked, { caller }) => ({ answer: await subscriptions.listen(caller) }),
  }
}

function watchedOf(topic: string, criteria: LogCriteria): Watched {
  if (topic === "newHeads") return { kind: "heads" }
  if (topic !== "logs") throw fault("METHOD_UNSUPPORTED", { method: `eth_subscribe ${topic}` })
  checkCriteria("eth_subscribe", criteria)
  return { kind: "logs", criteria }
}
