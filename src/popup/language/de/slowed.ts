/** What is said of sites that were rejected again and again; in German. */
import type { slowed as english } from "../en/slowed"
import type { Translated } from "../keys"

export const slowed: Translated<typeof english> = {
  title: "Gebremst",
  why: "Du hast diese Seiten immer wieder abgelehnt. Sie müssen warten, bevor sie wieder fragen können.",
  lift: "Fragen lassen",
  liftSpoken: "{{site}} fragen lassen",
  rejected_one: "{{count}}-mal abgelehnt",
  rejected_other: "{{count}}-mal abgelehnt",
  waits_one: "wartet {{count}} Sekunde",
  waits_other: "wartet {{count}} Sekunden",
}
