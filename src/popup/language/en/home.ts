/** What is said of the accounts, and of the sites that may ask. */
export const home = {
  accounts: "Accounts",
  sites: "Connected sites",
  noSites: "No site is connected. A site that asks shows up here once you agree.",
  disconnect: "Disconnect",
  disconnectSpoken: "Disconnect {{site}}",
  used: "used {{ago}}",
  noBalance: "no answer",
  keptBy: "Keys are kept by the KMS at",
} as const
