/**
 * What a page's method is to the switchboard: what must be connected first, and a function that either answers or
 * names the consent it wants. No method waits for a person.
 */
import type { Answered, Asked, ChainId, PageMethod } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Draft } from "../consent/desk"
import type { Permission } from "../origins/permissions"
import type { PageCaller } from "../origins/sender"

/** Another method in whose name this one speaks, on a chain: it goes through every check of its own. */
export type Instead = { method: string; params: unknown; chain: ChainId }

/** `consent` works out what is to be shown; it runs only when there is room for another open request. */
export type Verdict<Answer> = { answer: Answer } | { consent: () => Promise<Draft> } | { instead: Instead }

export type Asking = {
  caller: PageCaller
  /** The addresses of the method's family that this origin may see, the selected first. */
  addresses: string[]
  /** Everything that this origin was granted; null where it is not connected. */
  permission: Permission | null
  /** Whether it sees more than that, once the wallet is unlocked. */
  isHidden: boolean
  /** The Ethereum network that the request goes to: the one it came in on, else the one the site is on. */
  ethereum: () => Promise<EthereumNetwork>
  /** The one chain that the request came in for, where it came in for one. */
  scope?: ChainId
}

export type Route<M extends PageMethod> = {
  /** Whether only a connected origin may ask. */
  connected: boolean
  run: (asked: Asked<"page", M>, asking: Asking) => Promise<Verdict<Answered<"page", M>>>
}

/** One route for each method a page may call: leave one out and it does not compile. */
export type Routes = { [M in PageMethod]: Route<M> }

/** The routes of some of the methods. */
export type RoutesOf<Methods> = { [M in keyof Methods & PageMethod]: Route<M> }
