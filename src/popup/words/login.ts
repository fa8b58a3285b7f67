/** What is said about an app that gets a key of its own: it signs without asking, within a limit, until an end. */
import { dollarsOf } from "../amounts"
import { momentOf } from "../times"
import { careful, type KindWords, type SubjectOf } from "./kind"

type Login = SubjectOf<"login">

export const loginWords: KindWords<Login> = {
  question: () => "Let this app sign without asking?",
  label: () => "Allow",
  meaning: () => "The app signs with a key of its own, and the KMS keeps it to this. It ends by itself.",
  warnings: () => [careful("Within this limit you will not be asked again.")],
  approved: () => "Approved. The KMS lets the app's key in, and the app is told.",
}

export function appMayOf({ usdLimit }: Login): string[] {
  return ["Sign messages and transactions by itself", `Spend up to ${dollarsOf(usdLimit)} in any 24 hours`]
}

export function appMayNotOf({ expiresAt }: Login): string[] {
  return [
    `Spend more, or sign after ${momentOf(expiresAt)}`,
    "Sign what the KMS cannot read",
    "Export your wallet, or give others access to it",
  ]
}
