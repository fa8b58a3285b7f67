/** What is said about what can be chosen; in German. */
import type { settings as english } from "../en/settings"
import type { Translated } from "../keys"

export const settings: Translated<typeof english> = {
  title: "Einstellungen",
  asPhantom: "Auch als window.phantom antworten",
  asPhantomHint: "Für Seiten, die nur nach diesem Namen suchen. Offene Seiten musst du neu laden.",
}
