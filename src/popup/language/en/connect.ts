/** What is said about a site that wants to see accounts. */
export const connect = {
  question: "Connect this site?",
  label: "Connect",
  meaning: "You can disconnect it again at any time.",
  approved: "Connected.",
  networks_one: "On this network",
  networks_other: "On {{count}} networks",
  sees_one: "See this address, its balance and its history",
  sees_other: "See these addresses, their balances and their history",
  asks: "Ask you for a signature",
  signsNothing: "Sign or move anything without you",
} as const
