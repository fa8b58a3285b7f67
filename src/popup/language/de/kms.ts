/** What is said of the KMS: whether it serves, and what it proved; in German. */
import type { kms as english } from "../en/kms"
import type { Translated } from "../keys"

export const kms: Translated<typeof english> = {
  title: "Schlüsseldienst",
  loading: "Das KMS wird gefragt …",
  address: "Adresse",
  why: "Die Schlüssel dieser Wallet verwahrt dieser Dienst, das KMS. Er steht für diese Version fest; ein anderer wäre eine andere Wallet.",
  health: "Zustand",
  healths: { ready: "Bereit", unready: "Kann gerade nichts tun", unreachable: "Antwortet nicht" },
  proof: "Was es beweist",
  unpinned:
    "Diese Version weiß nicht, welche Programme zu erwarten sind. Darum wurde nichts gefragt, und nichts ist bewiesen. So ist es bei einem KMS auf diesem Computer.",
  unreachable: "Es hat nicht geantwortet. Darum ist gerade nichts bewiesen.",
  refused: "Es hat nichts bewiesen:",
  proved: "Es lässt genau die Programme laufen, die erwartet wurden.",
  enclave: "Enklave",
  simulated: "In Software nachgebildet: Nichts davon ist in Hardware verankert.",
  version: "Version",
  at: "Bewiesen",
  until: "Gilt bis",
  programs: {
    launcher: "Launcher, der die anderen startet und misst",
    policy: "Regelwerk, das entscheidet",
    signer: "Signierer, der die Schlüssel hält",
    certifier: "Zertifizierer, der unterschreibt, was bewiesen wird",
    api: "API, mit der die Wallet spricht",
  },
  asExpected: "wie erwartet",
  measurement: "Messwert",
  log: "Prüfprotokoll",
  logFirst_one:
    "Es hat {{count}} Eintrag. Ab jetzt würde dieser Browser merken, wenn einer zurückgenommen wird.",
  logFirst_other:
    "Es hat {{count}} Einträge. Ab jetzt würde dieser Browser merken, wenn einer zurückgenommen wird.",
  logGrown: "Es ist von {{before}} auf {{size}} Einträge gewachsen, und nichts wurde zurückgenommen.",
  logSame_one: "Es hat {{count}} Eintrag, wie zuvor.",
  logSame_other: "Es hat {{count}} Einträge, wie zuvor.",
  again: "Noch einmal fragen",
}
