/** What of a consent can be tried on its network, and what is needed for it. */
import type { Call, ChainId, ConsentSubject } from "~protocol"
import { isOwn, type Pending } from "../consent/machine"
import type { Payload } from "../consent/payload"
import type { SimulationAsked } from "../simulate"

export function isSimulated({ kind }: Payload): boolean {
  return kind === "ethereum-transaction" || kind === "solana-transaction" || kind === "batch"
}

export function simulationAsked({ payload, subject, asker }: Pending): SimulationAsked {
  const origin = isOwn(asker) ? undefined : asker.origin
  return { payload, origin, fees: callsIn(subject).map(feeOf) }
}

/** Where it would happen; null for what names no chain. */
export function chainOf({ subject }: Pending): ChainId | null {
  return "chain" in subject ? (subject.chain?.id ?? null) : null
}

/** Whose assets it is about. */
export function accountOf({ subject }: Pending): string | null {
  return "account" in subject ? subject.account.address : null
}

function callsIn(subject: ConsentSubject): Call[] {
  if (subject.kind === "batch") return subject.calls
  return subject.kind === "transaction" ? [subject.call] : []
}

function feeOf(call: Call): string | null {
  return call.family === "solana" ? call.feeLamports : null
}
