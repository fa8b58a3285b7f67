/** What is said of networks. */
export const networks = {
  title: "Networks",
  loading: "Looking up the networks…",
  none: "There are no networks of this kind.",
  kinds: { main: "Networks", test: "Test networks", local: "On this computer", added: "Added by sites" },
  standard: "Default",
  makeStandard: "Make default",
  makeStandardSpoken: "Make default: {{name}}",
  asking: "asking…",
  silent: "does not answer",
  answers: "answers in {{ms}} ms",
  block: "block {{block}}",
  from: "added by",
  remove: "Remove",
  removeSpoken: "Remove: {{name}}",
  sure: "Remove it? Sites that are on it go to the default.",
  keep: "Keep",
} as const
