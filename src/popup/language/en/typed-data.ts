/** What is said about typed data. */
export const typedData = {
  question: "Sign this data?",
  label: "Sign",
  meaning: "Signing costs nothing now. Sign only what you understand, for a contract that you know.",
  mayAllow: "The wallet cannot say what this allows. Some signatures let others move your tokens later.",
  noDomain: "It names no app, contract or network, so any of them may take it.",
  noNetwork: "It names no network, so it may be good on any of them.",
  unknownNetwork: "It names a network that the wallet does not know.",
  domain: {
    name: "For",
    version: "Version",
    chainId: "Chain id",
    verifyingContract: "Contract",
    salt: "Salt",
  },
} as const
