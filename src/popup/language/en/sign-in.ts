/** What a sign-in says, and what is wrong with it: one sentence each, which names the part that differs. */
export const signIn = {
  to: "Signs you in to",
  account: "Account in the message",
  network: "Network in the message",
  named: "{{name}} ({{id}})",
  from: "Good from",
  until: "Good until",
  access: "Asks for access to",
  resources_one: "{{count}} resource, in the message",
  resources_other: "{{count}} resources, in the message",
  problem: {
    "scheme-differs": "The message is not for {{scheme}}, by which this site was opened.",
    "host-differs":
      "The message signs you in to another site than the one that asks. Whoever gets it can be you there.",
    "port-differs": "The message is for another port of this host. The site that asks is at port {{port}}.",
    "address-differs": "The message names another account than the one that would sign it.",
    "chain-differs": "The message names another network than the one this site is on.",
    expired: "The time in which this message signs you in is over.",
    "not-yet-valid": "The time in which this message signs you in has not begun.",
    malformed:
      "The message looks like a sign-in and is not written like one. Read all of it before you sign.",
  },
} as const
