/** What is said about a message, and about one that signs in; in German. */
import type { message as english } from "../en/message"
import type { Translated } from "../keys"

export const message: Translated<typeof english> = {
  question: {
    plain: "Diese Nachricht signieren?",
    signIn: "Bei dieser Seite anmelden?",
    elsewhere: "Bei einer anderen Seite anmelden?",
  },
  label: {
    plain: "Signieren",
    signIn: "Anmelden",
    anyway: "Trotzdem anmelden",
  },
  meaning: {
    bytes: "Diese Bytes sind kein lesbarer Text. Signiere sie nur, wenn du weißt, was sie sind.",
    plain:
      "Eine Signatur kostet nichts und bewegt selbst nichts, aber die Seite kann sie verwenden. Signiere nur, was du verstehst.",
    signIn: "Die Anmeldung kostet nichts und bewegt nichts. Sie beweist, dass dieses Konto dir gehört.",
  },
  text: "Nachricht",
  wholeText: "Die ganze Nachricht",
}
