/**
 * What the signer throws. A library's error may carry what the library was working on, so none of them leaves: what
 * is not a fault of the one table becomes INTERNAL, with the name of its kind and nothing of its text.
 */
import { Fault, fault } from "~protocol"

/** Something that cannot be while everything is as it should; `why` is a sentence of ours, never a value. */
export function mishap(why: string): Fault<"INTERNAL"> {
  return new Fault("INTERNAL", {}, new Error(why))
}

/** An order that is genuine, or not, and will not be carried out. */
export function refusal(why: string): Fault<"ORDER_REFUSED"> {
  return fault("ORDER_REFUSED", { why })
}

export function harmless(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown
  return mishap(`${thrown instanceof Error ? thrown.name : typeof thrown} inside the signer`)
}
