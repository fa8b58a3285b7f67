/**
 * The desk: where a page's ask becomes a consent, or finds the one it already has, and where a person's yes or no is
 * written down. It decides nothing itself and waits for no signature.
 */
import {
  type AccountName,
  type ConsentKind,
  type ConsentSubject,
  type ConsentView,
  type FaultCode,
  fault,
  faultOf,
  type PageMethod,
  type RiskCode,
  storedFaultOf,
} from "~protocol"
import type { Permissions } from "../origins/permissions"
import { isSameDocument, type PageCaller } from "../origins/sender"
import type { Slowdown } from "../origins/slowdown"
import type { Pages } from "../pages"
import type { AutoConfirmer } from "./auto-confirm"
import type { Book, Opening } from "./book"
import { contentOf } from "./digest"
import type { Driver } from "./driver"
import {
  type Asker,
  type Consent,
  type Content,
  isOpen,
  isOwn,
  isSettled,
  type Open,
  OWN_DOCUMENT,
  type Pending,
} from "./machine"
import { openPreparations } from "./preparations"
import type { ConsentWindow } from "./window"

/** What a method wants consent for; null while there is no wallet to speak of. */
export type Draft = Omit<Content, "digest"> | null

/** What a page asked, as it asked it. */
export type Request = { method: PageMethod; params: unknown }

export type Decision = { id: string; kind: ConsentKind; decision: "approve" | "reject"; digest: string }

export type Desk = {
  /** Opens a consent, or attaches to the one this ask has. The answer comes later, by the page's own connection. */
  ask(asker: Asker, request: Request, prepare: () => Promise<Draft>): Promise<void>
  /**
   * Opens a consent that the person started in the wallet itself. Gives its id. With an `askId`, what was asked under it
   * before is not asked again, whatever became of it.
   */
  askOwn(method: PageMethod, prepare: () => Promise<Draft>, askId?: string): Promise<string>
  decide(decision: Decision): Promise<void>
  /** What the window shows, oldest first. */
  views(): Promise<ConsentView[]>
  /** The document has gone: what it asked and nobody has answered goes with it. */
  leave(caller: PageCaller): Promise<void>
  /** Ends, as rejected, what this site asked of an account that it does not see any more. */
  declineUnseen(origin: string): Promise<void>
  /** Ends, as rejected, the open consents that `concerns` picks. */
  declineAll(concerns: (consent: Open) => boolean): Promise<void>
  /** The person closed the window: a no to everything in it. */
  dismissAll(): Promise<void>
}

export const CONSENT_LIFE_MS = 10 * 60 * 1000
const PRESENT_AGAIN_MS = 2_000

type Hands = {
  /** The origin of the extension's own pages. */
  ownOrigin: string
  book: Book
  driver: Driver
  pages: Pages
  permissions: Permissions
  window: ConsentWindow
  slowdown: Slowdown
  /** Whether the wallet is locked: then nobody is there who could agree. */
  isLocked: () => Promise<boolean>
  /** What no person may agree to, where this site asks. */
  blockOf: (origin: string) => Promise<RiskCode | null>
  /** Approves what the person allowed beforehand. */
  autoConfirm: AutoConfirmer
  now: () => number
  makeId: () => string
  /** Fills what waits for a wallet, if there is one by now. */
  fillWaiting: () => Promise<void>
  changed: () => Promise<void>
  /** Done when this worker has looked after what the one before it left; until then a window may be a dead one. */
  recovered: Promise<void>
}

export function openDesk(hands: Hands): Desk {
  const { book, driver, pages, window, now } = hands
  const prepareOnce = openPreparations<Opening>()
  let presentedAt = Number.NEGATIVE_INFINITY

  async function open(
    asker: Asker,
    { method, params }: Request,
    prepare: () => Promise<Draft>,
  ): Promise<Opening> {
    const draft = await prepare()
    const askedAt = now()
    const ask = { id: hands.makeId(), asker, method, askedAt, expiresAt: askedAt + CONSENT_LIFE_MS }
    if (draft === null) return book.open({ ...ask, status: "waiting", params })
    const content = contentOf({ origin: asker.origin, method, ...draft })
    return book.open({ ...ask, ...content, status: "pending" })
  }

  async function attach(consent: Consent): Promise<void> {
    await hands.recovered
    const current = await book.find(consent.id)
    if (!current || !isOpen(current)) return driver.resume(current ?? consent)
    const { moved } = await driver.step(current.id, { type: "expire", at: now() })
    if (!moved && !(await wentOnByItself(current))) await window.ensure(() => isStillOpen(current.id))
  }

  /** Whether the person allowed it beforehand. */
  async function wentOnByItself(consent: Open): Promise<boolean> {
    if (await hands.isLocked()) return false
    const approved = await hands.autoConfirm(consent)
    if (approved === null) return false
    driver.resume(approved)
    await hands.changed()
    return true
  }

  /** Shows a new consent, unless its page has gone, or its site was disconnected, while it was being worked out. */
  async function show(consent: Open): Promise<void> {
    if (!isOwn(consent.asker) && !pages.isConnected(consent.asker)) {
      await driver.step(consent.id, { type: "leave", at: now() })
      return
    }
    if (!(await isStillAllowed(consent))) {
      await driver.step(consent.id, { type: "decline", at: now() })
      return
    }
    await noteUse(consent)
    try {
      if (await wentOnByItself(consent)) return
      if (consent.status === "waiting") await hands.fillWaiting()
      await hands.changed()
      await window.present(() => isStillOpen(consent.id))
      // What was taken back while its window opened leaves none behind.
      if (!(await isStillOpen(consent.id))) await hands.changed()
    } catch (thrown) {
      await failUnseen(consent, thrown)
    }
  }

  async function isStillOpen(id: string): Promise<boolean> {
    const consent = await book.find(id)
    return consent !== undefined && isOpen(consent)
  }

  /**
   * Whether the site sees the account that it asks of. Asked once the consent is written down: what takes the account
   * away either finds it there or is found here.
   */
  async function isStillAllowed(consent: Open): Promise<boolean> {
    if (consent.status === "waiting" || isOwn(consent.asker)) return true
    const account = accountIn(consent.subject)
    if (account === null) return true
    const seen = await hands.permissions.addressesOf(consent.asker.origin, account.family)
    return seen.includes(account.address)
  }

  async function noteUse(consent: Open): Promise<void> {
    if (consent.status === "waiting" || isOwn(consent.asker) || accountIn(consent.subject) === null) return
    await hands.permissions.change(consent.asker.origin, { lastUsedAt: now() })
  }

  /** A consent that cannot be shown must not keep its page waiting. */
  async function failUnseen({ id, status }: Open, thrown: unknown): Promise<void> {
    await driver.step(id, { type: "fail", from: status, fault: storedFaultOf(faultOf(thrown)), at: now() })
  }

  /** What the person says no to again and again is slowed; nobody is slowed for what he took back himself. */
  async function noteDecision({ asker }: Open, decision: Decision["decision"]): Promise<void> {
    if (isOwn(asker)) return
    if (decision === "approve") await hands.slowdown.approved(asker.origin)
    else await hands.slowdown.rejected(asker.origin, now())
  }

  async function blockOf({ asker }: Open): Promise<RiskCode | null> {
    return isOwn(asker) ? null : hands.blockOf(asker.origin)
  }

  /** Whatever the person says, it is a no, and the page hears why. Only who wanted a yes is told that it was none. */
  async function refuseBlocked(
    consent: Pending,
    { id, decision, digest }: Decision,
    risk: RiskCode,
  ): Promise<void> {
    const blocked = fault("CONSENT_BLOCKED", { risk })
    await noteDecision(consent, "reject")
    const event = { type: "fail", from: "pending", fault: storedFaultOf(blocked), at: now() } as const
    const taken = await driver.step(id, event)
    if (!taken.moved) settleRepeat(taken.consent, decision, digest, id)
    else if (decision === "approve") throw blocked
  }

  /** Brings the window to whoever asks too much, but not as often as it asks. */
  async function presentAgain(): Promise<void> {
    if (now() - presentedAt < PRESENT_AGAIN_MS) return
    presentedAt = now()
    await window.present(async () => (await openOnes(() => true)).length > 0)
  }

  async function openOnes(concerns: (consent: Open) => boolean): Promise<Open[]> {
    return (await book.unsettled()).filter(isOpen).filter(concerns)
  }

  return {
    async ask(asker, request, prepare) {
      const known = await book.findByAsk(asker)
      if (known) return attach(ownOrThrow(known, asker))
      await hands.slowdown.check(asker.origin, now())
      const opening = await prepareOnce(asker, () => open(asker, request, prepare))
      if (opening.verdict === "known") return attach(ownOrThrow(opening.consent, asker))
      if (opening.verdict === "opened") return show(opening.consent)
      await presentAgain()
      throw fault("TOO_MANY_REQUESTS", { limit: opening.limit })
    },

    async askOwn(method, prepare, askId = hands.makeId()) {
      const nowhere = { tabId: -1, frameId: 0, documentId: OWN_DOCUMENT, askId }
      const asker = { origin: hands.ownOrigin, ...nowhere }
      const known = await book.findByAsk(asker)
      const opening = known
        ? ({ verdict: "known", consent: known } as const)
        : await open(asker, { method, params: null }, prepare)
      if (opening.verdict === "flood") throw fault("TOO_MANY_REQUESTS", { limit: opening.limit })
      if (opening.verdict === "opened") await show(opening.consent)
      else await attach(opening.consent)
      return opening.consent.id
    },

    async decide(asked) {
      const { id, kind, decision, digest } = asked
      if (decision === "approve" && (await hands.isLocked())) throw fault("WALLET_LOCKED")
      const consent = await book.find(id)
      if (consent?.status !== "pending") return settleRepeat(consent, decision, digest, id)
      if (consent.digest !== digest || consent.subject.kind !== kind) throw fault("CONSENT_MISMATCH")
      const at = now()
      const expired = await driver.step(id, { type: "expire", at })
      if (expired.moved) throw fault("CONSENT_EXPIRED")
      if (!(await isStillAllowed(consent))) {
        const { consent: ended } = await driver.step(id, { type: "decline", at })
        return settleRepeat(ended, decision, digest, id)
      }
      const risk = await blockOf(consent)
      if (risk !== null) return refuseBlocked(consent, asked, risk)
      // Before the page hears of it, and asks again.
      await noteDecision(consent, decision)
      const taken = await driver.step(
        id,
        decision === "approve" ? { type: "approve", kind, digest, at } : { type: "decline", at },
      )
      if (!taken.moved) settleRepeat(taken.consent, decision, digest, id)
    },

    async views() {
      return (await book.unsettled()).flatMap((consent) =>
        consent.status === "pending" ? [viewOf(consent)] : [],
      )
    },

    async leave(caller) {
      for (const { id } of await openOnes(({ asker }) => isSameDocument(asker, caller))) {
        await driver.step(id, { type: "leave", at: now() })
      }
    },

    async declineUnseen(origin) {
      for (const consent of await openOnes(({ asker }) => asker.origin === origin)) {
        if (await isStillAllowed(consent)) continue
        await driver.step(consent.id, { type: "decline", at: now() })
      }
    },

    async declineAll(concerns) {
      for (const { id } of await openOnes(concerns)) await driver.step(id, { type: "decline", at: now() })
    },

    async dismissAll() {
      const asked = await openOnes(() => true)
      // One no, however many requests it was said to.
      const origins = new Map(asked.map((consent) => [consent.asker.origin, consent]))
      for (const consent of origins.values()) await noteDecision(consent, "reject")
      for (const { id } of asked) await driver.step(id, { type: "decline", at: now() })
    },
  }
}

/** The account without which there is nothing to ask; null where the site needs not be connected to ask. */
function accountIn(subject: ConsentSubject): AccountName | null {
  if (subject.kind === "message") return subject.connects ? null : subject.account
  return "account" in subject ? subject.account : null
}

/** An id that another document has used is not this document's request. */
function ownOrThrow(consent: Consent, asker: Asker): Consent {
  if (!isSameDocument(consent.asker, asker)) throw fault("MESSAGE_REFUSED", { message: consent.method })
  return consent
}

const NOES: ReadonlySet<FaultCode> = new Set(["USER_REJECTED", "CONSENT_BLOCKED"])

/** A decision that arrives again, because its reply was lost, is fine; any other comes too late. */
function settleRepeat(
  consent: Consent | undefined,
  decision: Decision["decision"],
  digest: string,
  id: string,
): void {
  const isSame = consent !== undefined && consent.status !== "waiting" && consent.digest === digest
  if (!isSame || consent.status === "pending") throw fault("CONSENT_UNKNOWN", { id })
  const wasRejected = consent.status === "refused" && NOES.has(consent.fault.code)
  const wasApproved = !isSettled(consent) || consent.status === "done"
  if (decision === "reject" ? !wasRejected : !wasApproved) throw fault("CONSENT_UNKNOWN", { id })
}

export function viewOf({
  id,
  asker,
  subject,
  digest,
  askedAt,
  expiresAt,
}: Extract<Consent, { status: "pending" }>): ConsentView {
  return { id, origin: asker.origin, subject, digest, askedAt, expiresAt }
}
