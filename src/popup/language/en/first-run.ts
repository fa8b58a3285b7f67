/** What is said before there is a wallet. */
export const firstRun = {
  title: "A wallet that holds no keys",
  what: "The keys of your wallet are made and kept by a key management service (KMS), never in this browser.",
  you: "This browser can only ask it to sign, and asks you before every signature.",
  create: "Create a wallet",
  creating: "Creating your wallet…",
  waiting: "is waiting to connect. You will come back to its request.",
} as const
