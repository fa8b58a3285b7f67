/** What is said of sites that were rejected again and again. */
export const slowed = {
  title: "Slowed down",
  why: "You rejected these sites again and again, so they have to wait before they can ask anew.",
  lift: "Let it ask",
  liftSpoken: "Let {{site}} ask",
  rejected_one: "rejected {{count}} time",
  rejected_other: "rejected {{count}} times",
  waits_one: "waits {{count}} second",
  waits_other: "waits {{count}} seconds",
} as const
