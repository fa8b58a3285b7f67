/** What is said about what was sent; in German. */
import type { activity as english } from "../en/activity"
import type { Translated } from "../keys"

export const activity: Translated<typeof english> = {
  title: "Verlauf",
  none: "Noch wurde nichts gesendet.",
  explorer: "Ansehen",
  copy: "Transaktions-ID",
  speedUp: "Beschleunigen",
  cancel: "Abbrechen",
  status: {
    sent: "Wartet",
    landed: "Erledigt",
    failed: "Fehlgeschlagen",
    replaced: "Ersetzt",
    expired: "Abgelaufen",
  },
}
