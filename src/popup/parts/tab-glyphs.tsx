/** The drawings on the tabs; decoration, beside the words. */
import type { Tab } from "../places"

const drawings: Record<Tab, string> = {
  home: "M4 8.5A2.5 2.5 0 0 1 6.5 6H17v3M4 8.5V17a2 2 0 0 0 2 2h14V9H6.5M16 14h.2",
  activity: "M5 12a7 7 0 1 1 2.2 5.1M5 12l-2-2M5 12l2.2-1.8M12 8.5V12l2.6 1.6",
  sites:
    "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M4.4 12h15.2M12 4c5 5.3 5 10.700 0 16M12 4c-5 5.300-5 10.700 0 16",
  settings: "M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h9M17 17h3M15 15v4",
}

export function TabGlyph({ tab }: { tab: Tab }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={drawings[tab]} />
    </svg>
  )
}
