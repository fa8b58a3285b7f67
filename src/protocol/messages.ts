/**
 * The message table: who may say what, what is asked and what is answered. Both ends derive their types from it; a
 * handler that is missing does not compile; a message that is unknown, misdirected or misshapen is refused, in
 * that order, before any handler runs.
 *
 * The speaker is the first word of the name, and it is compared with what the browser's `sender` says:
 *
 *   page.*   a page asks the wallet, through its content script (see pages.ts for the methods)
 *   popup.*  an extension page asks the background
 *   kms.*    the background asks the KMS, under a stamp (see kms.ts)
 */
import * as z from "zod/mini"
import { Activity, ActivityEntry, ActivityPage, SubmissionId } from "./activity"
import { ChainId, Family } from "./chains"
import { ConsentChange, ConsentId, ConsentKind, ConsentView } from "./consents"
import { AccountIndex, AccountLabel, Holdings, HoldingsAsked, ReceivingChain } from "./holdings"
import { Insight } from "./insights"
import { type KmsMethod, kmsMethods } from "./kms"
import { Developer, KmsStatus } from "./kms-status"
import { LockChange, LockProof, LockState } from "./lock"
import { Digest } from "./nouns"
import { type PageMethod, pageMethods } from "./pages"
import { Prices, PricesAsked } from "./prices"
import type { Problem } from "./problems"
import { RecentRecipient, RecipientAsked, RecipientRead, SendOrder, SendQuote, SendWish } from "./sending"
import { ChainPulse, ConnectedSite, KnownChain, Settings, SlowedSite, WalletState } from "./wallet"

type Message<Asked extends z.ZodMiniType, Answered extends z.ZodMiniType> = {
  asked: Asked
  answered: Answered
}

function message<Asked extends z.ZodMiniType, Answered extends z.ZodMiniType>(
  asked: Asked,
  answered: Answered,
): Message<Asked, Answered> {
  return { asked, answered }
}

const nothing = z.null()

/** What extension pages may say. */
export const popupMessages = {
  state: message(nothing, WalletState),
  /** Finds the wallet that this browser's authenticator leads to, or creates one. Asked twice, it creates one. */
  createWallet: message(nothing, WalletState),
  /** The account of this family that has this number: derived where it is not there yet. Asked twice, it adds one. */
  addAccount: message(z.strictObject({ family: Family, index: AccountIndex }), WalletState),
  /** What the person calls an account; with no name it goes by its number. Kept in this browser alone. */
  nameAccount: message(z.strictObject({ address: z.string(), name: AccountLabel }), WalletState),
  /** The account that the wallet shows at first. Sites notice nothing of it. */
  chooseAccount: message(z.strictObject({ address: z.string() }), WalletState),
  /** What one account holds, on each chain that is looked at. */
  holdings: message(HoldingsAsked, Holdings),
  receivingChains: message(z.strictObject({ family: Family }), z.array(ReceivingChain)),
  /** Asks no network. */
  readRecipient: message(RecipientAsked, RecipientRead),
  recentRecipients: message(z.strictObject({ family: Family, chain: ChainId }), z.array(RecentRecipient)),
  quoteSend: message(SendWish, SendQuote),
  /** Opens a consent to it. */
  send: message(SendOrder, nothing),
  sites: message(nothing, z.array(ConnectedSite)),
  /** Sites that have to wait, because what they asked was rejected again and again. */
  slowedSites: message(nothing, z.array(SlowedSite)),
  liftSlowdown: message(z.strictObject({ name: z.string() }), nothing),
  disconnectSite: message(z.strictObject({ origin: z.string() }), nothing),
  disconnectAll: message(nothing, nothing),
  /** The site asks again for everything. */
  endAutoConfirm: message(z.strictObject({ origin: z.string() }), nothing),
  /** In the currency of the settings; what has no price is left out. */
  prices: message(PricesAsked, Prices),
  settings: message(nothing, Settings),
  /** What is named changes; pages that are open already do not notice. */
  changeSetting: message(z.partial(Settings), Settings),
  /** The open consents, oldest first. */
  consents: message(nothing, z.array(ConsentView)),
  /** The one answer a person gives; the digest names what was on the screen. */
  decide: message(
    z.strictObject({
      id: ConsentId,
      kind: ConsentKind,
      decision: z.enum(["approve", "reject"]),
      digest: Digest,
    }),
    nothing,
  ),
  /** Changes an open request: it has another digest then, and a yes to the one before is refused. */
  amend: message(z.strictObject({ id: ConsentId, digest: Digest, change: ConsentChange }), ConsentView),
  /** What is known of an open request by now; null where it is not open. Asking starts what is not known yet. */
  insight: message(z.strictObject({ id: ConsentId }), z.nullable(Insight)),
  activity: message(ActivityPage, z.array(Activity)),
  /** Each opens a consent to a transaction that takes the place of this one. */
  speedUp: message(z.strictObject({ id: SubmissionId }), nothing),
  cancel: message(z.strictObject({ id: SubmissionId }), nothing),
  activityEntry: message(z.strictObject({ id: SubmissionId }), z.nullable(ActivityEntry)),
  networks: message(nothing, z.array(KnownChain)),
  /** Whether its nodes answer now; null where they do not. */
  networkPulse: message(z.strictObject({ id: ChainId }), ChainPulse),
  /** Only one that a site brought. */
  removeNetwork: message(z.strictObject({ id: ChainId }), nothing),
  kms: message(nothing, KmsStatus),
  developer: message(nothing, Developer),
  lock: message(nothing, LockState),
  lockChallenge: message(nothing, z.strictObject({ challenge: z.string() })),
  unlock: message(z.strictObject({ proof: LockProof }), LockState),
  lockNow: message(nothing, LockState),
  /** `proof` of who could open it, where there is a lock already. */
  changeLock: message(z.strictObject({ proof: z.nullable(LockProof), to: LockChange }), LockState),
  /** The person did something here: it is not left alone. */
  act: message(nothing, nothing),
} as const

export type PopupMessage = keyof typeof popupMessages

type Named<Speaker extends string, Names extends string> = `${Speaker}.${Names}`

/** Every message there is, under its full name. */
export type MessageName = Named<"page", PageMethod> | Named<"popup", PopupMessage> | Named<"kms", KmsMethod>
export type Speaker = "page" | "popup"

type TableOf<S extends Speaker> = S extends "page" ? typeof pageMethods : typeof popupMessages

export type SaidBy<S extends Speaker> = keyof TableOf<S>
export type Asked<S extends Speaker, Name extends SaidBy<S>> = TableOf<S>[Name] extends { asked: infer A }
  ? z.infer<A>
  : never
export type Answered<S extends Speaker, Name extends SaidBy<S>> = TableOf<S>[Name] extends {
  answered: infer A
}
  ? z.infer<A>
  : never

/** One handler for each message a speaker may send: leave one out and it does not compile. */
export type Handlers<S extends Speaker, Caller> = {
  [Name in SaidBy<S>]: (asked: Asked<S, Name>, caller: Caller) => Promise<Answered<S, Name>>
}

export const messages = { page: pageMethods, popup: popupMessages, kms: kmsMethods } as const

/** What an extension page sends, and what it gets back: never a thrown error, which would lose its code. */
export const PopupEnvelope = z.strictObject({ name: z.string(), asked: z.unknown() })
export type PopupEnvelope = { name: string; asked: unknown }
export type PopupReply = { answered: unknown } | { fault: Problem }

/** The channel on which the background tells open extension pages that something they show has changed. */
export const CHANGED_CHANNEL = "countersign:changed"
