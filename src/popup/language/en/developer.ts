/** What is said to developers. */
export const developer = {
  title: "For developers",
  loading: "Looking it up…",
  version: "Version",
  browser: "Browser",
  summary: "State of the wallet",
  summaryWhat:
    "Version, settings and counts, for a report of what went wrong. No address, no site and no secret.",
  summaryName: "state summary",
  methods_one: "{{count}} method",
  methods_other: "{{count}} methods",
  refused_one: "{{count}} refused on purpose",
  refused_other: "{{count}} refused on purpose",
  reasons_one: "{{count}} reason code",
  reasons_other: "{{count}} reason codes",
  reasonsWhat: "A page gets the number as the code of the error, and the name in its data, as reason.",
} as const
