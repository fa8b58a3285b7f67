/**
 * The life of one consent, from the page's ask to its single answer.
 *
 *                     ╭─amend─╮                                    ╭─sign─╮ until each is signed
 *   waiting ──fill──▶ pending ┴─approve──▶ approved ──stamp──▶ stamped ───┴──▶ signed ──land──▶ done
 *      │                 │                    │ ╲─────land (nothing to sign)──────────────────────▶▲
 *      ├──answer─────────│────────────────────│──────────────────────────────────────────────────▶▲
 *      └─────────────────┴─decline·expire·────┴─────expire·fail────┴──────fail─────┴────────────▶ refused
 *                          leave·fail
 *
 * `waiting`: a site asked to connect before there is a wallet, or while it is locked; `fill` says what will be shown.
 * `answer` settles it where, by then, there is nothing to ask the person. `amend` puts other content, under another
 * digest, in the place of what was shown. Of a batch, all are signed before the first is sent.
 * A consent is plain data: the worker may die in any state and wake with it. Nothing here reads a clock, a key or a
 * network; `effectOf` names what must happen next. The settled states absorb every event.
 */
import type { ConsentKind, ConsentSubject, Hex, PageMethod, StampedRequest, StoredFault } from "~protocol"
import {
  type AppliedPayload,
  isApplied,
  itemsOf,
  type KmsPayload,
  type Payload,
  type SignablePayload,
} from "./payload"

/** The document that asked, as the browser names it. An answer goes to it and to nobody else. */
export type Asker = { origin: string; tabId: number; frameId: number; documentId: string; askId: string }

/** What stands for a document where the person started it in the wallet; no browser names one like this. */
export const OWN_DOCUMENT = "wallet"

export function isOwn({ documentId }: Pick<Asker, "documentId">): boolean {
  return documentId === OWN_DOCUMENT
}

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

/** With what was asked, so that what will be shown can be worked out once there is a wallet. */
export type Waiting = Ask & { status: "waiting"; params: unknown }
export type Pending = Ask & Content & { status: "pending" }
export type Approved = Ask & Content & { status: "approved" }
type KmsContent = Content & { payload: KmsPayload }
/** As many stamped requests as the payload has items; the first of them are signed, in their order. */
type Signings = { stamped: Stamped[]; signed: Signed[] }
export type StampedConsent = Ask & KmsContent & Signings & { status: "stamped" }
export type SignedConsent = Ask & KmsContent & Signings & { status: "signed" }
/** Settled consents keep their answer and drop what was signed. */
export type Done = Ask & { status: "done"; digest: string | null; result: unknown; settledAt: number }
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
  /** The site sees already what it asked to see. */
  | { type: "answer"; result: unknown; at: number }
  /** The person changes what is asked; `digest` is what was on the screen, and `content` has another. */
  | { type: "amend"; digest: string; content: Content; at: number }
  | { type: "approve"; kind: ConsentKind; digest: string; at: number }
  | { type: "decline"; at: number }
  | { type: "expire"; at: number }
  | { type: "leave"; at: number }
  | { type: "stamp"; stamped: Stamped[] }
  /** `place` is which of the items: a late signature of an earlier one changes nothing. */
  | { type: "sign"; place: number; signed: Signed }
  | { type: "land"; result: unknown; at: number }
  /** `from` is the state whose effect failed: a late failure of an earlier step changes nothing. */
  | { type: "fail"; from: Consent["status"]; fault: StoredFault; at: number }

export function advance(consent: Consent, event: ConsentEvent): Consent {
  switch (consent.status) {
    case "waiting":
      return advanceWaiting(consent, event)
    case "pending":
      if (event.type === "amend") return amendPending(consent, event)
      return isApproval(consent, event) ? { ...consent, status: "approved" } : endOpen(consent, event)
    case "approved":
      return advanceApproved(consent, event)
    case "stamped":
      return event.type === "sign" ? advanceStamped(consent, event) : endWorking(consent, event)
    case "signed":
      return event.type === "land" ? done(consent, event) : endWorking(consent, event)
    case "done":
    case "refused":
      return consent
  }
}

function advanceWaiting(consent: Waiting, event: ConsentEvent): Consent {
  if (event.type === "fill") return { ...askOf(consent), ...event.content, status: "pending" }
  return event.type === "answer" ? done(consent, event) : endOpen(consent, event)
}

/** Of what was shown, in time, and still a request of the same kind. */
function amendPending(consent: Pending, event: { digest: string; content: Content; at: number }): Consent {
  const { digest, content, at } = event
  const isSame = digest === consent.digest && content.subject.kind === consent.subject.kind
  return isSame && at < consent.expiresAt ? { ...consent, ...content } : consent
}

function advanceApproved(consent: Approved, event: ConsentEvent): Consent {
  const { payload } = consent
  if (isApplied(payload)) return event.type === "land" ? done(consent, event) : endWorking(consent, event)
  if (event.type === "stamp") {
    if (event.stamped.length !== itemsOf(payload).length) return consent
    return { ...consent, payload, status: "stamped", stamped: event.stamped, signed: [] }
  }
  // A yes is for now: what was not even stamped in time, because the browser was closed, is asked for again.
  return event.type === "expire" ? endExpired(consent, event.at) : endWorking(consent, event)
}

function advanceStamped(consent: StampedConsent, event: { place: number; signed: Signed }): Consent {
  if (event.place !== consent.signed.length) return consent
  const signed = [...consent.signed, event.signed]
  return { ...consent, signed, status: signed.length === consent.stamped.length ? "signed" : "stamped" }
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

function done(consent: Waiting | Working, event: { result: unknown; at: number }): Done {
  return {
    ...askOf(consent),
    status: "done",
    digest: consent.status === "waiting" ? null : consent.digest,
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
  /** Do by ourselves what was approved, such as connecting the site. */
  | { type: "apply"; consent: Approved; payload: AppliedPayload }
  /** Write down the requests to the KMS. */
  | { type: "stamp"; consent: Approved; payload: KmsPayload }
  /** Send the next of them, as it was written. */
  | { type: "send"; place: number; stamped: Stamped; payload: SignablePayload }
  /** Give the signed transactions to their network, where the wallet is to do that; then settle. */
  | { type: "submit"; consent: SignedConsent }
  | { type: "answer"; consent: Settled }

export function effectOf(consent: Consent): Effect {
  switch (consent.status) {
    case "waiting":
    case "pending":
      return { type: "none" }
    case "approved":
      return isApplied(consent.payload)
        ? { type: "apply", consent, payload: consent.payload }
        : { type: "stamp", consent, payload: consent.payload }
    case "stamped":
      return sendOf(consent)
    case "signed":
      return { type: "submit", consent }
    case "done":
    case "refused":
      return { type: "answer", consent }
  }
}

function sendOf({ payload, stamped, signed }: StampedConsent): Effect {
  const place = signed.length
  const [next, item] = [stamped[place], itemsOf(payload)[place]]
  return next && item ? { type: "send", place, stamped: next, payload: item } : { type: "none" }
}

/** How far a consent is: two that are equal have the same effect due. */
export function progressOf(consent: Consent): string {
  return consent.status === "stamped" ? `stamped ${consent.signed.length}` : consent.status
}
