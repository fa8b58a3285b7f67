/** What is said about an app that gets a key of its own: it signs without asking, within a limit, until an end. */
import { dollarsOf } from "../amounts"
import { say } from "../language"
import { momentOf } from "../times"
import { careful, type KindWords, type SubjectOf } from "./kind"

type Login = SubjectOf<"login">

export const loginWords: KindWords<Login> = {
  question: () => say("login.question"),
  label: () => say("login.label"),
  meaning: () => say("login.meaning"),
  warnings: () => [careful(say("login.notAsked"))],
  approved: () => say("login.approved"),
}

export function appMayOf({ usdLimit }: Login): string[] {
  return [say("login.signsItself"), say("login.spends", { amount: dollarsOf(usdLimit) })]
}

export function appMayNotOf({ expiresAt }: Login): string[] {
  return [
    say("login.spendsMore", { moment: momentOf(expiresAt) }),
    say("login.unreadable"),
    say("login.exports"),
  ]
}
