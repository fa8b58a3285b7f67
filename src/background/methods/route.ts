/**
 * What a page's method is to the switchboard: what must be connected first, and a function that either answers or
 * names the consent it wants. No method waits for a person.
 */
import type { Answered, Asked, PageMethod } from "~protocol"
import type { Draft } from "../consent/desk"
import type { PageCaller } from "../origins/sender"

/** `consent` works out what is to be shown; it runs only when there is room for another open request. */
export type Verdict<Answer> = { answer: Answer } | { consent: () => Promise<Draft> }

/** Who asks, and the addresses of the method's family that this origin may see. */
export type Asking = { caller: PageCaller; addresses: string[] }

export type Route<M extends PageMethod> = {
  /** Whether only a connected origin may ask. */
  connected: boolean
  run: (asked: Asked<"page", M>, asking: Asking) => Promise<Verdict<Answered<"page", M>>>
}

/** One route for each method a page may call: leave one out and it does not compile. */
export type Routes = { [M in PageMethod]: Route<M> }
