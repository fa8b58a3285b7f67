/** What is known of one consent as it stands, and how it is told. A part that is null has not come. */
import type { AssetAmount, AssetFacts, Insight, Outlook, Reading, Risk, Simulation } from "~protocol"
import { isOwn, type Pending } from "../consent/machine"
import { isSimulated } from "./what-to-try"

export type Kept = {
  readonly consent: Pending
  lookedAt: number
  readings: Reading[] | null
  risks: Risk[] | null
  assets: AssetFacts[] | null
  /** Recipients at whose address a token answers. */
  tokens: string[]
  /** What the account has of what is taken from it. */
  holdings: AssetAmount[]
  simulation: Simulation
  simulatedAt: number
  outlook: Outlook
  foreseenAt: number
  /** How often names, and what else risks are told from, are being looked up. */
  learning: number
  /** What of it is at work now. */
  atWork: Map<"read" | "simulate" | "foresee", Promise<void>>
}

/** No chain is asked more often whether it has moved. */
const AGAIN_MS = 5_000
/** What the KMS would say changes with what others do meanwhile, on any chain. */
const FORESEE_AGAIN_MS = 15_000
/** What could not be had is asked for again. */
const RETRY_MS = 15_000

export function openKept(consent: Pending): Kept {
  return {
    ...{ consent, lookedAt: 0, readings: null, risks: null, assets: null, tokens: [], holdings: [] },
    learning: 0,
    ...{ simulation: firstSimulationOf(consent), simulatedAt: 0 },
    ...{ outlook: { status: "pending" }, foreseenAt: 0, atWork: new Map() },
  }
}

function firstSimulationOf({ payload }: Pending): Simulation {
  return isSimulated(payload) ? { status: "pending" } : { status: "unavailable", why: "not-applicable" }
}

/** Whether a part that was found out at this time is to be found out, again. */
export function isDue(part: Simulation | Outlook, at: number, now: number): boolean {
  if (part.status === "pending") return true
  if (part.status !== "unavailable") return now - at >= ("at" in part ? AGAIN_MS : FORESEE_AGAIN_MS)
  return (part.why === "unreachable" || part.why === "too-slow") && now - at >= RETRY_MS
}

/** For risks, and for networks: null where the person started it in the wallet. */
export function originOf({ asker }: Pending): string | null {
  return isOwn(asker) ? null : asker.origin
}

export function insightOf(
  { consent, readings, assets, risks, simulation, outlook, learning }: Kept,
  { isPageThere, allowance }: Pick<Insight, "isPageThere" | "allowance">,
): Insight {
  const isPending =
    learning > 0 ||
    [readings, assets, risks].includes(null) ||
    [simulation, outlook].some(({ status }) => status === "pending")
  return {
    ...{ id: consent.id, digest: consent.digest, readings: readings ?? [], assets: assets ?? [] },
    ...{ risks: risks ?? [], isAppraised: risks !== null, simulation, outlook, allowance },
    ...{ isPageThere, isPending },
  }
}
