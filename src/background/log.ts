/**
 * The outermost edge: what nobody could be told is written to the browser's own console. A code and a kind of error,
 * never a message, which could quote what somebody was asked to sign.
 */
import { faultOf } from "~protocol"

export function logFault(thrown: unknown): void {
  const { code, cause } = faultOf(thrown)
  console.error("countersign:", code, cause instanceof Error ? cause.name : "")
}

/** For work that nobody waits for. */
export function inBackground(work: Promise<unknown>): void {
  work.catch(logFault)
}
