/** What is said of what something is worth. */
export const worth = {
  about: "≈ {{money}}",
  less: "< {{money}}",
  inAll: "{{money}} in all",
  inAllHint: "Of what has a price that somebody vouches for.",
} as const
