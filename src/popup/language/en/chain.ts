/** What is said about a network that a site brings. */
export const chain = {
  question: "Add this network?",
  label: "Add network",
  meaning: "Adding it moves nothing. Only this site will use it, and its RPC learns your addresses.",
  saysSite: "All of this is what the site says. Only the chain id was checked, with the RPC.",
  approved: "The network is added.",
  name: "Name",
  id: "Chain id",
  rpc: "RPC",
  currency: "Currency",
  explorer: "Explorer",
} as const
