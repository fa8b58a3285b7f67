/**
 * What a method makes of its parameters: a result at once, or something to be done exactly once. Whatever can be
 * refused is refused while planning, before anything is remembered or signed.
 */
import type { KmsMethod, KmsParams, KmsResult } from "~protocol"
import type { Order, Signer } from "../../signer"
import type { Session } from "../../store"
import type { Caller } from "../callers"

/** `decisionId` names the decision under which it is done; what `perform` does must be safe to roll back. */
export type Plan<Result> =
  | { does: "read"; result: Result }
  | { does: "change" | "sign"; perform: (session: Session, decisionId: string) => Promise<Result> }

/** What methods work with. `sign` authenticates an order and has the signer carry it out. */
export type Bench = {
  session: Session
  signer: Pick<Signer, "createSeed" | "deriveAccounts">
  sign(order: Omit<Order, "id" | "expiresAt">, sealedSeed: string): Uint8Array
  now(): number
}

/** One planner for each method of the protocol: leave one out and it does not compile. */
export type Planners = {
  [M in KmsMethod]: (params: KmsParams<M>, caller: Caller, bench: Bench) => Promise<Plan<KmsResult<M>>>
}
