/** What is said about typed data; in German. */
import type { typedData as english } from "../en/typed-data"
import type { Translated } from "../keys"

export const typedData: Translated<typeof english> = {
  question: "Diese Daten signieren?",
  label: "Signieren",
  meaning:
    "Die Signatur kostet jetzt nichts. Signiere nur, was du verstehst, für einen Vertrag, den du kennst.",
  mayAllow:
    "Die Wallet kann nicht sagen, was das erlaubt. Manche Signaturen lassen andere später deine Token bewegen.",
  noDomain: "Es ist keine App, kein Vertrag und kein Netzwerk genannt, also kann es überall gelten.",
  noNetwork: "Es ist kein Netzwerk genannt, also kann es in jedem gelten.",
  unknownNetwork: "Es ist ein Netzwerk genannt, das die Wallet nicht kennt.",
  domain: {
    name: "Für",
    version: "Version",
    chainId: "Chain-ID",
    verifyingContract: "Vertrag",
    salt: "Salt",
  },
}
