/** Which screen is due. An open request always comes first; a consent window never turns into anything else by itself. */
import type { ConsentView, WalletState } from "~protocol"
import { sentenceOf } from "./words/problems"

export type Decision = "approve" | "reject"
export type WindowKind = "consent" | "toolbar" | "tab"

/** By the query of the page's address; a page without one is the toolbar's. */
export function windowKindOf(query: string): WindowKind {
  const asked = new URLSearchParams(query).get("window")
  return asked === "consent" || asked === "tab" ? asked : "toolbar"
}

export type Screen =
  | { name: "loading" }
  | { name: "trouble"; sentence: string }
  | { name: "first-run"; waiting: string[] }
  | { name: "consent"; consent: ConsentView; total: number }
  | { name: "settled" }
  | { name: "home" }

export type Seen = {
  window: WindowKind
  state: WalletState | null
  /** Null until the background has told them. */
  consents: ConsentView[] | null
  /** Ids that were answered here; the background may still list them for a moment. */
  decided: ReadonlySet<string>
  /** The request that the person turned to; null is the first. */
  looking: string | null
  /** Why the background could not be asked at all. */
  silent: string | null
}

export function screenOf({ window, state, consents, decided, looking, silent }: Seen): Screen {
  const open = openIn(consents, decided)
  const consent = open.find(({ id }) => id === looking) ?? open[0]
  if (consent) return { name: "consent", consent, total: open.length }
  if (silent !== null) return { name: "trouble", sentence: silent }
  if (state === null || consents === null) return { name: "loading" }
  if (state.wallet === null && state.trouble !== null)
    return { name: "trouble", sentence: sentenceOf(state.trouble) }
  if (state.wallet === null) return { name: "first-run", waiting: state.waiting }
  return window === "consent" ? { name: "settled" } : { name: "home" }
}

/** The requests that are still to be decided, oldest first. */
export function openIn(consents: ConsentView[] | null, decided: ReadonlySet<string>): ConsentView[] {
  return consents?.filter(({ id }) => !decided.has(id)) ?? []
}
