/** What is said of networks; in German. */
import type { networks as english } from "../en/networks"
import type { Translated } from "../keys"

export const networks: Translated<typeof english> = {
  title: "Netzwerke",
  loading: "Die Netzwerke werden gelesen …",
  none: "Es gibt keine Netzwerke dieser Art.",
  kinds: {
    main: "Netzwerke",
    test: "Testnetzwerke",
    local: "Auf diesem Computer",
    added: "Von Seiten hinzugefügt",
  },
  standard: "Standard",
  makeStandard: "Als Standard",
  makeStandardSpoken: "Als Standard: {{name}}",
  asking: "wird gefragt …",
  silent: "antwortet nicht",
  answers: "antwortet in {{ms}} ms",
  block: "Block {{block}}",
  at: "bei {{host}}",
  from: "hinzugefügt von",
  remove: "Entfernen",
  removeSpoken: "Entfernen: {{name}}",
  sure: "Entfernen? Seiten, die darauf sind, kommen auf den Standard.",
  keep: "Behalten",
}
