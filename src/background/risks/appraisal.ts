/**
 * What risks are told from: a consent as it was asked, what its bytes mean, and what the wallet knows besides. Whoever
 * asks brings all of it; nothing here looks anything up.
 */
import {
  type AssetAmount,
  type AssetName,
  type ChainName,
  type ConsentSubject,
  type Reading,
  type Risk,
  type RiskCode,
  risks,
  type Simulation,
} from "~protocol"
import type { PhishingVerdict } from "./phishing/detector"

/** `origin` asks; null where the person started it in the wallet. `siteChain`: the Ethereum chain it is on. */
export type Asked = { origin: string | null; siteChain: ChainName | null; subject: ConsentSubject }

export type Known = {
  /** Of every account that the wallet has. */
  ownAddresses: readonly string[]
  /** To whom something was sent before. */
  recipients: readonly string[]
  /** Whether a token answers at this address, or a mint; false where nobody has looked. */
  isToken: (address: string) => boolean
  /** What the asking account holds, as far as it is known. */
  holdings: readonly AssetAmount[]
  /** What the list of phishing sites says of the origin. */
  phishing: PhishingVerdict
  simulation: Simulation
}

/** With addresses in one spelling, so that a crowd of readings is looked up rather than compared. */
export type Appraisal = Asked &
  Omit<Known, "ownAddresses" | "recipients"> & {
    readings: readonly Reading[]
    own: ReadonlySet<string>
    sentTo: ReadonlySet<string>
    /** The beginning and end of every address that is known → the address. */
    byEnds: ReadonlyMap<string, string>
  }

const ENDS = 4

export function appraisalOf(asked: Asked, readings: readonly Reading[], known: Known): Appraisal {
  const { ownAddresses, recipients, ...rest } = known
  const byEnds = new Map([...recipients, ...ownAddresses].map((address) => [endsOf(address), address]))
  const [own, sentTo] = [new Set(ownAddresses.map(spell)), new Set(recipients.map(spell))]
  return { ...asked, ...rest, readings, own, sentTo, byEnds }
}

type TermsOf<C extends RiskCode> = Record<(typeof risks)[C]["terms"][number], string>

const TERM_LENGTH = 200

export function riskOf<C extends RiskCode>(code: C, terms: TermsOf<C>, place: number | null = null): Risk {
  const { severity } = risks[code]
  const cut = Object.entries<string>(terms).map(([name, text]) => [name, text.slice(0, TERM_LENGTH)])
  return { code, severity, terms: Object.fromEntries(cut), place }
}

/** As a term: the address that views find its name by, or the symbol of the chain's own currency. */
export function assetTerm({ address }: AssetName, { subject }: Asked): string {
  if (address !== null) return address
  return "chain" in subject ? (subject.chain?.symbol ?? "") : ""
}

/** Where nobody is meant. */
export const NOBODY = "—"

/** Letter case is a checksum in hex; in base58 it is part of the address. */
export function spell(address: string): string {
  return /^0x/i.test(address) ? address.toLowerCase() : address
}

export function isSameAddress(a: string, b: string): boolean {
  return spell(a) === spell(b)
}

export function isOwnAddress(address: string, { own }: Pick<Appraisal, "own">): boolean {
  return own.has(spell(address))
}

/** The first and last letters: all of an address that most people compare. */
export function endsOf(address: string): string {
  const digits = address.toLowerCase().replace(/^0x/, "")
  return `${digits.slice(0, ENDS)}…${digits.slice(-ENDS)}`
}
