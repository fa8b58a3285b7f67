/** What is said about several transactions that are approved together. */
export const batch = {
  question_one: "Approve {{count}} transaction?",
  question_other: "Approve {{count}} transactions?",
  sends_one: "Sign and send",
  sends_other: "Sign and send all",
  signs_one: "Sign",
  signs_other: "Sign all",
  meaning: {
    sends:
      "The KMS signs all of them before the wallet sends the first. If one fails on the network, those before it stand.",
    signs: "The site gets the signed transactions and can send each of them at any time.",
  },
  atLeast: "Total in {{symbol}}, at least",
  atMost: "Total in {{symbol}}, at most",
  part: "{{place}} of {{total}}",
} as const
