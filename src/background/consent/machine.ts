/**
 * The life of one consent, from the page's ask to its single answer.
 *
 *   waiting ──fill──▶ pending ──approve──▶ approved ──stamp──▶ stamped ──sign──▶ signed ──land──▶ done
 *      │                 │                    │ ╲─────land (connect)──────────────────────────────▶▲
 *      └─────────────────┴─decline·expire·────┴─────expire·fail────┴──────fail─────┴────────────▶ refused
 *                          leave·fail
 *
 * `waiting`: a site asked to connect before there is a wallet; `fill` says what will be shown. A consent is plain
 * data: the worker may die in any state and wake with it. Nothing here reads a clock, a key or a network;
 * `effectOf` names what must happen next. The settled states absorb every event.
 */
import type { ConsentKind, ConsentSubject, Hex, PageMethod, StampedRequest, StoredFault } from "~protocol"
import type { ConnectPayload, Payload, SignablePayload } from "./payload"

/** The document that asked, as the browser names it. An answer goes to it and to nobody else. */
export type Asker = { origin: string; tabId: number; frameId: number; documentId: string; askId: string }

type Ask = { id: string; asker: Asker; method: PageMethod; askedAt: number; expiresAt: number }

/** What is shown, what will be signed, and the digest that binds the two to the asker. */
export type Content = { subject: ConsentSubject; payload: Payload; digest: string }

/** The request as it goes to the KMS, written down before it goes; the nonce where Ethereum wants one. */
export type Stamped = { request: StampedRequest; nonce: number | null }

/** A signed transaction on its way: 0x hex and hash, or base64 and base64. */
export type Submission =
  | { family: "ethereum"; raw: Hex; hash: Hex }
  | { family: "solana"; raw: string; signature: string }

/** A verified signature: what the page will get, and what the network must get first. */
export type Signed = { result: unknown; submission: Submission | null }

export type Waiting = Ask & { status: "waiting" }
export type Pending = Ask & Content & { status: "pending" }
export type Approved = Ask & Content & { status: "approved" }
type SignableContent = Content & { payload: SignablePayload }
export type StampedConsent = Ask & SignableContent & { status: "stamped"; stamped: Stamped }
export type SignedConsent = Ask & SignableContent & { status: "signed"; stamped: Stamped; signed: Signed }
/** Settled consents keep their answer and drop what was signed. */
export type Done = Ask & { status: "done"; digest: string; result: unknown; settledAt: number }
export type Refused = Ask & {
  status: "refused"
  digest: string | null
  fault: StoredFault
  settledAt: number
}

export type Open = Waiting | Pending
export type Working = Approved | StampedConsent | SignedConsent
export type Settled = Done | Refused
export type Consent = Open | Working | Settled

export type ConsentEvent =
  | { type: "fill"; content: Content }
  | { type: "approve"; kind: ConsentKind; digest: string; at: number }
  | { type: "decline"; at: number }
  | { type: "expire"; at: number }
  | { type: "leave"; at: number }
  | { type: "stamp"; stamped: Stamped }
  | { type: "sign"; signed: Signed }
  | { type: "land"; result: unknown; at: number }
  /** `from` is the state whose effect failed: a late failure of an earlier step changes nothing. */
  | { type: "fail"; from: Consent["status"]; fault: StoredFault; at: number }

export function advance(consent: Consent, event: ConsentEvent): Consent {
  switch (consent.status) {
    case "waiting":
      return event.type === "fill"
        ? { ...consent, ...event.content, status: "pending" }
        : endOpen(consent, event)
    case "pending":
      return isApproval(consent, event) ? { ...consent, status: "approved" } : endOpen(consent, event)
    case "approved":
      return advanceApproved(consent, event)
    case "stamped":
      return event.type === "sign"
        ? { ...consent, status: "signed", signed: event.signed }
        : endWorking(consent, event)
    case "signed":
      return event.type === "land" ? done(consent, event) : endWorking(consent, event)
    case "done":
    case "refused":
      return consent
  }
}

function advanceApproved(consent: Approved, event: ConsentEvent): Consent {
  const { payload } = consent
  if (event.type === "stamp" && payload.kind !== "connect") {
    return { ...consent, payload, status: "stamped", stamped: event.stamped }
  }
  if (event.type === "land" && payload.kind === "connect") return done(consent, event)
  // A yes is for now: what was not even stamped in time, because the browser was closed, is asked for again.
  if (event.type === "expire" && payload.kind !== "connect") return endExpired(consent, event.at)
  return endWorking(consent, event)
}

/** Only a yes to exactly what was shown, in time. */
function isApproval(consent: Pending, event: ConsentEvent): boolean {
  return (
    event.type === "approve" &&
    event.kind === consent.subject.kind &&
    event.digest === consent.digest &&
    event.at < consent.expiresAt
  )
}

function endOpen(consent: Open, event: ConsentEvent): Consent {
  switch (event.type) {
    case "decline":
      return refused(consent, { code: "USER_REJECTED", context: {} }, event.at)
    case "expire":
      return endExpired(consent, event.at)
    case "leave":
      return refused(consent, { code: "PAGE_LEFT", context: {} }, event.at)
    default:
      return endWorking(consent, event)
  }
}

function endExpired(consent: Open | Approved, at: number): Consent {
  if (at < consent.expiresAt) return consent
  return refused(consent, { code: "CONSENT_EXPIRED", context: {} }, at)
}

function endWorking(consent: Open | Working, event: ConsentEvent): Consent {
  return event.type === "fail" && event.from === consent.status
    ? refused(consent, event.fault, event.at)
    : consent
}

function done(consent: Working, event: { result: unknown; at: number }): Done {
  return {
    ...askOf(consent),
    status: "done",
    digest: consent.digest,
    result: event.result,
    settledAt: event.at,
  }
}

function refused(consent: Open | Working, fault: StoredFault, settledAt: number): Refused {
  const digest = consent.status === "waiting" ? null : consent.digest
  return { ...askOf(consent), status: "refused", digest, fault, settledAt }
}

function askOf({ id, asker, method, askedAt, expiresAt }: Ask): Ask {
  return { id, asker, method, askedAt, expiresAt }
}

export function isOpen(consent: Consent): consent is Open {
  return consent.status === "waiting" || consent.status === "pending"
}

export function isSettled(consent: Consent): consent is Settled {
  return consent.status === "done" || consent.status === "refused"
}

/** What must happen next, with what it needs. `none`: it is the person's turn. */
export type Effect =
  | { type: "none" }
  /** Connect the site. */
  | { type: "grant"; consent: Approved; payload: ConnectPayload }
  /** Write down the request to the KMS. */
  | { type: "stamp"; consent: Approved; payload: SignablePayload }
  /** Send it, as it was written. */
  | { type: "send"; stamped: Stamped; payload: SignablePayload }
  /** Give the signed transaction to its network, where the wallet is to do that; then settle. */
  | { type: "submit"; signed: Signed; payload: SignablePayload }
  | { type: "answer"; consent: Settled }

export function effectOf(consent: Consent): Effect {
  switch (consent.status) {
    case "waiting":
    case "pending":
      return { type: "none" }
    case "approved":
      return consent.payload.kind === "connect"
        ? { type: "grant", consent, payload: consent.payload }
        : { type: "stamp", consent, payload: consent.payload }
    case "stamped":
      return { type: "send", stamped: consent.stamped, payload: consent.payload }
    case "signed":
      return { type: "submit", signed: consent.signed, payload: consent.payload }
    case "done":
    case "refused":
      return { type: "answer", consent }
  }
}
