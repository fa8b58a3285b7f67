/** What is said about a transaction: one of a site's, or one that takes the place of another of ours. */
export const transaction = {
  question: "{{title}}?",
  label: {
    sends: "Sign and send",
    signs: "Sign",
  },
  meaning: {
    sends: "The KMS signs it, and the wallet sends it to {{network}}.",
    signs: "The site gets the signed transaction and can send it at any time.",
  },
  approvedByYou: "Approved. The KMS signs now, and the wallet sends it.",
  nonce: "Nonce, named by the site",
  replaces: "Takes the place of",
  "speed-up": {
    question: "Speed up this transaction?",
    label: "Speed up",
    meaning:
      "The same transaction is sent again at a higher fee. Only one of the two can happen, and only its fee is paid.",
  },
  cancel: {
    question: "Cancel this transaction?",
    label: "Send cancellation",
    meaning:
      "An empty transaction to yourself takes its place, at a higher fee. If the network has taken the first one by then, that one stands.",
  },
} as const
