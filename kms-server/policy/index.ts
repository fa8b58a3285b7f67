/** The door of the policy: raw bytes and a stamp go in, a result or a fault comes out. */
export { type Decide, type DecisionRequest, decide, type Principal, type Verdict } from "./decide"
export { openPolicy, type Policy } from "./policy"
export type { Received } from "./requests"
