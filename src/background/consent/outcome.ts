/** A settled consent as the page hears of it. What a method answers is checked against its own words first. */
import { fault, type PageTell, pageErrorOf, pageMethods, restoreFault } from "~protocol"
import type { Settled } from "./machine"

export function tellOf(settled: Settled): PageTell & { kind: "answer" } {
  const id = settled.asker.askId
  if (settled.status === "refused") {
    return { kind: "answer", id, error: pageErrorOf(restoreFault(settled.fault)) }
  }
  const answered = pageMethods[settled.method].answered.safeParse(settled.result)
  return answered.success
    ? { kind: "answer", id, result: answered.data }
    : { kind: "answer", id, error: pageErrorOf(fault("INTERNAL")) }
}
