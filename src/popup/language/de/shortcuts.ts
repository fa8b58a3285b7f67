/** What is said of the keys that do something everywhere in the wallet; in German. */
import type { shortcuts as english } from "../en/shortcuts"
import type { Translated } from "../keys"

export const shortcuts: Translated<typeof english> = {
  title: "Tastenkürzel",
  help: "Diese Liste",
  search: "Im Verlauf suchen",
  lock: "Wallet sperren",
  goTo: "Zu {{name}}",
  close: "Schließen",
}
