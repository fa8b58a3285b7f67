/** What is said about a message, and about one that signs in. */
import { type KindWords, type SubjectOf, signedForSite, type Warning } from "./kind"
import { isWrongSignIn, signInWarningOf } from "./sign-in"

type Message = SubjectOf<"message">

export const messageWords: KindWords<Message> = {
  question({ signIn }) {
    if (signIn === null) return "Sign this message?"
    return signIn.problems.includes("host-differs") ? "Sign in to another site?" : "Sign in to this site?"
  },

  label({ signIn }) {
    if (signIn === null) return "Sign"
    return isWrongSignIn(signIn) ? "Sign in anyway" : "Sign in"
  },

  meaning({ text, signIn }) {
    if (text === null) return "These bytes are not readable text. Sign them only if you know what they are."
    return signIn === null
      ? "Signing costs nothing and moves nothing by itself, but the site can act on it. Sign only what you understand."
      : "Signing in costs nothing and moves nothing. It proves that this account is yours."
  },

  warnings({ signIn }, { origin }): Warning[] {
    return signIn === null ? [] : signIn.problems.map((problem) => signInWarningOf(problem, origin))
  },

  approved: () => signedForSite,
}
