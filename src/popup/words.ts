/**
 * What the face says of a consent, by its kind; the words themselves are in language/. A sentence promises no more
 * than is so, and names who does what: the site asks, you decide, the KMS signs.
 */
import type { ConsentKind, ConsentSubject, ConsentView, Family } from "~protocol"
import { say } from "./language"
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

/** Names, the same in every language. */
export const familyNames: Record<Family, string> = { ethereum: "Ethereum", solana: "Solana" }

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
  return say(asker.isOwn ? "consent.settled.left" : "consent.settled.rejected")
}

/** Says that a text goes on below what can be seen at once, however much of it is blank; null for a short one. */
export function scrollHintOf(text: string): string | null {
  const lines = text.split("\n").length
  if (lines > LINES_IN_SIGHT) return say("common.lines", { count: lines })
  return text.length > CHARACTERS_IN_SIGHT ? say("common.longText") : null
}

export function lengthInWords(hex: string): string {
  return say("common.bytes", { count: (hex.length - 2) / 2 })
}
