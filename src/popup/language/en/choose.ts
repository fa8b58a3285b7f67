/** What a person chooses about a connection. */
export const choose = {
  accounts: "Accounts this site will see",
  networks: "Networks it may ask on",
  required: "{{name}} (needed)",
  life: "For how long",
  always: "Until you disconnect it",
  hours_one: "{{count}} hour",
  hours_other: "{{count}} hours",
  days_one: "{{count}} day",
  days_other: "{{count}} days",
  ends: "Ends {{when}}",
  connectsFor: "Connects this site, for {{period}} where it is not connected yet",
  previous: "Previous request",
  next: "Next request",
  place: "{{place}} of {{total}}",
  placeSpoken: "Request {{place}} of {{total}}.",
} as const
