/**
 * Every sentence the face says, in plain words. A sentence promises no more than is so, and names who does what:
 * the site asks, you decide, the KMS signs. What is said about each kind of consent is in words/.
 */
import type { ConsentKind, ConsentSubject, ConsentView, Family } from "~protocol"
import type { Decision } from "./screen"
import { assetWords } from "./words/asset"
import { autoConfirmWords } from "./words/auto-confirm"
import { batchWords } from "./words/batch"
import { chainWords } from "./words/chain"
import { connectWords } from "./words/connect"
import type { Asker, KindWords, SubjectOf, Warning } from "./words/kind"
import { loginWords } from "./words/login"
import { messageWords } from "./words/message"
import { transactionWords } from "./words/transaction"
import { typedDataWords } from "./words/typed-data"

/** About what the box of a text shows at once in the smallest window. */
const LINES_IN_SIGHT = 8
const CHARACTERS_IN_SIGHT = 300

export const familyNames: Record<Family, string> = { ethereum: "Ethereum", solana: "Solana" }

export const words = {
  product: "Countersign",
  firstRun: {
    title: "A wallet that holds no keys",
    what: "The keys of your wallet are made and kept by a key management service (KMS), never in this browser.",
    you: "This browser can only ask it to sign, and asks you before every signature.",
    create: "Create a wallet",
    creating: "Creating your wallet…",
    waiting: "is waiting to connect. You will come back to its request.",
  },
  home: {
    accounts: "Accounts",
    sites: "Connected sites",
    noSites: "No site is connected. A site that asks shows up here once you agree.",
    disconnect: "Disconnect",
    used: (ago: string) => `used ${ago}`,
    noBalance: "no answer",
    keptBy: "Keys are kept by the KMS at",
  },
  consent: {
    asks: "asks",
    you: "You, in the wallet",
    thisComputer: "on this computer",
    reject: "Reject",
    leave: "Leave as it is",
    rejectAll: "Reject all",
    rejectAllSpoken: (total: number) => `Reject all ${total} requests`,
    queue: (total: number) => `1 of ${total}`,
    queueSpoken: (total: number) =>
      total === 1 ? "One request is open." : `${total} requests are open. This is the first.`,
  },
  may: "Allowed",
  mayNot: "Not allowed",
  warning: { careful: "Careful:", bad: "Warning:" },
  settled: {
    title: "Nothing left to decide",
    rejected: "Rejected. Nothing was signed, and the site has been told.",
    rejectedAll: "All are rejected. Nothing was signed, and the sites have been told.",
    left: "Left as it was. Nothing was signed.",
    none: "No request is open. If a site asked, it has taken its request back or the time for it has passed.",
    close: "Close",
  },
  trouble: { title: "Not available right now", again: "Try again" },
  loading: "Opening the wallet…",
  copy: { idle: "Copy", done: "Copied", failed: "Copying failed" },
} as const

const kinds: { [Kind in ConsentKind]: KindWords<SubjectOf<Kind>> } = {
  connect: connectWords,
  message: messageWords,
  typedData: typedDataWords,
  transaction: transactionWords,
  batch: batchWords,
  chain: chainWords,
  asset: assetWords,
  login: loginWords,
  autoConfirm: autoConfirmWords,
}

/** The table above holds each kind to its own words. */
function wordsFor({ kind }: ConsentSubject): KindWords<ConsentSubject> {
  return kinds[kind] as KindWords<ConsentSubject>
}

/** The question at the top of a consent. */
export function questionOf(subject: ConsentSubject): string {
  return wordsFor(subject).question(subject)
}

export function approveLabelOf(subject: ConsentSubject): string {
  return wordsFor(subject).label(subject)
}

export function meaningOf(subject: ConsentSubject): string {
  return wordsFor(subject).meaning(subject)
}

/** What a person should know before agreeing, the worst first. */
export function warningsOf(subject: ConsentSubject, asker: Asker): Warning[] {
  const all = wordsFor(subject).warnings(subject, asker)
  return [...all.filter(({ tone }) => tone === "bad"), ...all.filter(({ tone }) => tone !== "bad")]
}

/** What is announced, and shown for a moment, once a person has answered. */
export function afterwordOf(
  { subject }: Pick<ConsentView, "subject">,
  asker: Asker,
  decision: Decision,
): string {
  if (decision === "approve") return wordsFor(subject).approved(asker)
  return asker.isOwn ? words.settled.left : words.settled.rejected
}

/** Says that a text goes on below what can be seen at once, however much of it is blank; null for a short one. */
export function scrollHintOf(text: string): string | null {
  const lines = text.split("\n").length
  if (lines > LINES_IN_SIGHT) return `${lines.toLocaleString("en")} lines. Scroll to read all of it.`
  return text.length > CHARACTERS_IN_SIGHT ? "A long text. Scroll to read all of it." : null
}

export function lengthInWords(hex: string): string {
  const bytes = (hex.length - 2) / 2
  return bytes === 1 ? "1 byte" : `${bytes.toLocaleString("en")} bytes`
}
