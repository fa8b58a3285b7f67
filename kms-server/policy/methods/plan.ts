/**
 * What a method makes of its parameters: a result at once, something to be changed exactly once, or something to be
 * signed exactly once. Whatever can be refused is refused while planning, before anything is remembered or done.
 */
import type { DerivationInfo, KmsMethod, KmsParams, KmsResult } from "~protocol"
import type { Outcomes, SealedAccount, Task, TaskOf } from "../../signer"
import type { FoundUse, GrantKey, GrantRecord, Session, WalletRecord } from "../../store"
import type { Caller } from "../callers"
import type { Facts } from "../facts"

/** What a wallet-use method is about, for the decision. `grant` is null for the owner where none restricts it. */
export type Use = { wallet: WalletRecord; grant: GrantRecord | null; account: SealedAccount | null }

/** `decisionId` names the decision under which it is done; what `perform` does must be safe to roll back. */
export type Plan<Result> = { use?: Use } & (
  | { does: "read"; read: (session: Session) => Promise<Result> }
  | { does: "change"; perform: (session: Session, decisionId: string) => Promise<Result> }
  | {
      does: "sign"
      facts: Facts
      /** What the signer is ordered to do, and what its outcome comes to. */
      task: TaskOf<"sign">
      resultOf: (signed: Uint8Array) => Result
    }
)

/** What methods work with. `order` authenticates a task under a decision and has the signer carry it out. */
export type Bench = {
  session: Session
  /** What the store has of a use of a wallet; a request's own was looked up with its caller. */
  findUse(key: GrantKey, derivation: DerivationInfo | null): Promise<FoundUse | null>
  order<T extends Task>(decisionId: string, task: T): Promise<Outcomes[T["do"]]>
  now(): number
}

/** One planner for each method of the protocol: leave one out and it does not compile. */
export type Planner<M extends KmsMethod> = (
  params: KmsParams<M>,
  caller: Caller,
  bench: Bench,
) => Promise<Plan<KmsResult<M>>>
export type Planners = { [M in KmsMethod]: Planner<M> }
