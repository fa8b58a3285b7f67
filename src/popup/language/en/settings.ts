/** What is said about what can be chosen. */
export const settings = {
  title: "Settings",
  asPhantom: "Also answer as window.phantom",
  asPhantomHint: "For sites that look for that name and nothing else. Pages that are open need a reload.",
} as const
