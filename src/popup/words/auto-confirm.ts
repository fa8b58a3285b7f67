/** What is said about a site whose small payments are approved by themselves. */
import { say } from "../language"
import { careful, type KindWords, type SubjectOf } from "./kind"

export const autoConfirmWords: KindWords<SubjectOf<"autoConfirm">> = {
  question: () => say("autoConfirm.question"),
  label: () => say("autoConfirm.label"),
  meaning: () => say("autoConfirm.meaning"),
  warnings: () => [careful(say("autoConfirm.noQuestion"))],
  approved: () => say("autoConfirm.approved"),
}

export function autoConfirmMay(): string[] {
  return [say("autoConfirm.sends")]
}

export function autoConfirmMayNot(): string[] {
  return [say("autoConfirm.goesOver"), say("autoConfirm.signsMore")]
}
