/** What is said of what something is worth. */
export const worth = {
  about: "≈ {{money}}",
  less: "< {{money}}",
  inAll: "{{money}} in all",
  inPart: "{{money}} as far as known",
} as const
