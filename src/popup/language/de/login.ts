/** What is said about an app that gets a key of its own; in German. */
import type { login as english } from "../en/login"
import type { Translated } from "../keys"

export const login: Translated<typeof english> = {
  question: "Diese App ohne Nachfrage signieren lassen?",
  label: "Erlauben",
  meaning:
    "Die App signiert mit einem eigenen Schlüssel, und das KMS hält sie in diesen Grenzen. Es endet von selbst.",
  notAsked: "Innerhalb dieser Grenze wirst du nicht mehr gefragt.",
  approved: "Genehmigt. Das KMS lässt den Schlüssel der App zu, und die App erfährt es.",
  signsItself: "Nachrichten und Transaktionen selbst signieren",
  spends: "In 24 Stunden bis zu {{amount}} ausgeben",
  spendsMore: "Mehr ausgeben, oder signieren nach: {{moment}}",
  unreadable: "Signieren, was das KMS nicht lesen kann",
  exports: "Deine Wallet exportieren oder anderen Zugang geben",
  upTo: "Bis zu",
  aDay: "{{amount}} am Tag",
  app: "App",
  key: "Schlüssel",
}
