/** What is said about a site that wants to see accounts. */
import { say } from "../language"
import type { KindWords, SubjectOf } from "./kind"

type Connect = SubjectOf<"connect">

export const connectWords: KindWords<Connect> = {
  question: () => say("connect.question"),
  label: () => say("connect.label"),
  meaning: () => say("connect.meaning"),
  warnings: () => [],
  approved: () => say("connect.approved"),
}

/** What a site that is connected may do. */
export function connectedMayOf({ accounts }: Pick<Connect, "accounts">): string[] {
  return [say("connect.sees", { count: accounts.length }), say("connect.asks")]
}

export function connectedMayNot(): string[] {
  return [say("connect.signsNothing")]
}
