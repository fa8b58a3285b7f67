/** What is said about a site that wants to see accounts; in German. */
import type { connect as english } from "../en/connect"
import type { Translated } from "../keys"

export const connect: Translated<typeof english> = {
  question: "Diese Seite verbinden?",
  label: "Verbinden",
  meaning: "Du kannst sie jederzeit wieder trennen.",
  approved: "Verbunden.",
  networks_one: "In diesem Netzwerk",
  networks_other: "In {{count}} Netzwerken",
  sees_one: "Diese Adresse, ihr Guthaben und ihren Verlauf sehen",
  sees_other: "Diese Adressen, ihre Guthaben und ihren Verlauf sehen",
  asks: "Dich um eine Signatur bitten",
  signsNothing: "Ohne dich etwas signieren oder bewegen",
}
