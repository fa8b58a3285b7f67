/**
 * What there is to say about one kind of consent. A question, a button or a warning holds no word of a page's own:
 * what a page wrote stands among the facts, where it is shown for what it is.
 */
import type { ConsentKind, ConsentSubject } from "~protocol"
import { say } from "../language"

export type SubjectOf<Kind extends ConsentKind> = Extract<ConsentSubject, { kind: Kind }>

/** `careful`: look twice. `bad`: this is not what it should be, and the button that agrees says "anyway". */
export type Warning = {
  tone: "careful" | "bad"
  sentence: string
  /** It is said until the background's risks are known, which say it better. */
  isForeword: boolean
}

/** Who asks: a site by its origin, or the person, in the wallet itself. */
export type Asker = { origin: string; isOwn: boolean }

export type KindWords<Subject> = {
  question(subject: Subject): string
  /** What the button that agrees says: what will happen, in a word. */
  label(subject: Subject): string
  /** What agreeing means, below the facts. */
  meaning(subject: Subject): string
  /** What a person should know before agreeing. */
  warnings(subject: Subject, asker: Asker): Warning[]
  /** What is said once it was approved. */
  approved(asker: Asker): string
}

export function careful(sentence: string): Warning {
  return { tone: "careful", sentence, isForeword: false }
}

export function bad(sentence: string): Warning {
  return { tone: "bad", sentence, isForeword: false }
}

export function foreword(warning: Warning): Warning {
  return { ...warning, isForeword: true }
}

export function signedForSite(): string {
  return say("consent.signedForSite")
}
