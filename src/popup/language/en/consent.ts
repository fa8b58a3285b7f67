/** What is said of every request, whatever its kind, and once it is answered. */
export const consent = {
  headline: "{{sentence}}?",
  reject: "Reject",
  leave: "Leave as it is",
  rejectAll: "Reject all",
  rejectAllSpoken_one: "Reject {{count}} request",
  rejectAllSpoken_other: "Reject all {{count}} requests",
  queueSpoken_one: "One request is open.",
  queueSpoken_other: "{{count}} requests are open. This is the first.",
  signedForSite: "Approved. The KMS signs now, and the site gets the result.",
  settled: {
    title: "Nothing left to decide",
    rejected: "Rejected. Nothing was signed, and the site has been told.",
    rejectedAll: "All are rejected. Nothing was signed, and the sites have been told.",
    left: "Left as it was. Nothing was signed.",
    none: "No request is open. If a site asked, it has taken its request back or the time for it has passed.",
    close: "Close",
  },
} as const
