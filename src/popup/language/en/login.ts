/** What is said about an app that gets a key of its own. */
export const login = {
  question: "Let this app sign without asking?",
  label: "Allow",
  meaning: "The app signs with a key of its own, and the KMS keeps it to this. It ends by itself.",
  notAsked: "Within this limit you will not be asked again.",
  approved: "Approved. The KMS lets the app's key in, and the app is told.",
  signsItself: "Sign messages and transactions by itself",
  spends: "Spend up to {{amount}} in any 24 hours",
  spendsMore: "Spend more, or sign after {{moment}}",
  unreadable: "Sign what the KMS cannot read",
  exports: "Export your wallet, or give others access to it",
  upTo: "Up to",
  aDay: "{{amount}} a day",
  app: "App",
  key: "Key",
} as const
