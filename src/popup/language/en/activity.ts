/** What is said about what was sent. */
export const activity = {
  title: "Activity",
  none: "Nothing was sent yet.",
  explorer: "View",
  copy: "transaction id",
  speedUp: "Speed up",
  cancel: "Cancel",
  status: {
    sent: "Waiting",
    landed: "Done",
    failed: "Failed",
    replaced: "Replaced",
    expired: "Expired",
  },
} as const
