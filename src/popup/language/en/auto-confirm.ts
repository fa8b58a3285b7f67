/** What is said about a site whose small payments are approved by themselves. */
export const autoConfirm = {
  question: "Approve this site's payments without asking?",
  label: "Allow",
  meaning: "It ends by itself. To end it sooner, disconnect the site in the wallet.",
  noQuestion: "Up to these amounts, payments go out without a question.",
  approved: "Allowed, until its time is over.",
  sends: "Send payments that the wallet can read whole",
  goesOver: "Go over these amounts, fees included",
  signsMore: "Sign messages or call contracts without you",
  inAll: "{{amount}} in all",
  limit: "Limit on {{chain}}",
} as const
