/** What is said of the keys that do something everywhere in the wallet. */
export const shortcuts = {
  title: "Keyboard shortcuts",
  help: "This list",
  search: "Search in the activity",
  lock: "Lock the wallet",
  goTo: "Go to {{name}}",
  close: "Close",
} as const
