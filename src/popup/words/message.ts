/** What is said about a message, and about one that signs in. */
import { say } from "../language"
import { foreword, type KindWords, type SubjectOf, signedForSite, type Warning } from "./kind"
import { isWrongSignIn, signInWarningOf } from "./sign-in"

type Message = SubjectOf<"message">

export const messageWords: KindWords<Message> = {
  question({ signIn }) {
    if (signIn === null) return say("message.question.plain")
    return say(
      signIn.problems.includes("host-differs") ? "message.question.elsewhere" : "message.question.signIn",
    )
  },

  label({ signIn }) {
    if (signIn === null) return say("message.label.plain")
    return say(isWrongSignIn(signIn) ? "message.label.anyway" : "message.label.signIn")
  },

  meaning({ text, signIn }) {
    if (text === null) return say("message.meaning.bytes")
    return say(signIn === null ? "message.meaning.plain" : "message.meaning.signIn")
  },

  warnings({ signIn }, { origin }): Warning[] {
    return signIn === null ? [] : signIn.problems.map((problem) => foreword(signInWarningOf(problem, origin)))
  },

  approved: signedForSite,
}
