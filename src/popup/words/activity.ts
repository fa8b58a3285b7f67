/** What is said about what was sent. */
import type { ActivityStatus } from "../activity"

export const activityWords = {
  title: "Activity",
  none: "Nothing was sent yet.",
  explorer: "View",
  copy: "transaction id",
  speedUp: "Speed up",
  cancel: "Cancel",
  /** What the buttons and links of an entry are for, to somebody who hears them alone. */
  of: (what: string, summary: string) => `${what}: ${summary}`,
} as const

export const statusWords: Record<ActivityStatus, string> = {
  sent: "Waiting",
  landed: "Done",
  failed: "Failed",
  replaced: "Replaced",
  expired: "Expired",
}
