/** What is said about a message, and about one that signs in. */
export const message = {
  question: {
    plain: "Sign this message?",
    signIn: "Sign in to this site?",
    elsewhere: "Sign in to another site?",
  },
  label: {
    plain: "Sign",
    signIn: "Sign in",
    anyway: "Sign in anyway",
  },
  meaning: {
    bytes: "These bytes are not readable text. Sign them only if you know what they are.",
    plain:
      "Signing costs nothing and moves nothing by itself, but the site can act on it. Sign only what you understand.",
    signIn: "Signing in costs nothing and moves nothing. It proves that this account is yours.",
  },
  text: "Message",
  wholeText: "The whole message",
} as const
