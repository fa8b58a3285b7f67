/** What is said of sites that were rejected again and again. */

export const slowedWords = {
  title: "Slowed down",
  why: "You rejected these sites again and again, so they have to wait before they can ask anew.",
  lift: "Let it ask",
  state: (count: number, leftMs: number) =>
    `rejected ${count} times · waits ${Math.max(1, Math.ceil(leftMs / 1000))} seconds`,
} as const
