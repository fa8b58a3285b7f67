/** What is said of the accounts, and where one receives; in German. */
import type { accounts as english } from "../en/accounts"
import type { Translated } from "../keys"

export const accounts: Translated<typeof english> = {
  title: "Konten",
  manage: "Konten verwalten",
  back: "Zurück zum Konto",
  choose: "Konto wählen. In Benutzung:",
  inUse: "in Benutzung",
  use: "Benutzen",
  useSpoken: "{{name}} benutzen",
  numbered: "{{family}} {{number}}",
  ofKms: "Beim KMS verwahrt",
  ofKmsHint: "Jedes wird aus dem Seed dieser Wallet abgeleitet, der das KMS nie verlässt.",
  add: "{{family}}-Konto hinzufügen",
  adding: "Wird hinzugefügt…",
  added: "{{name}} ist da. Seiten sehen es erst, wenn du es verbindest.",
  rename: "Umbenennen",
  renameSpoken: "{{name}} umbenennen",
  nameOf: "Name von {{name}}",
  nameHint: "Den Namen kennt nur dieser Browser.",
  nameWrong: "Ein Name ist eine Zeile mit höchstens 32 gewöhnlichen Zeichen.",
  save: "Speichern",
  leave: "Abbrechen",
  otherKeys: "Andere Schlüssel",
  noOtherKeys: "Noch keine. Anderswo verwahrte Schlüssel werden hier stehen, neben denen des KMS.",
  receive: "Empfangen",
  receiveTitle: "Empfangen auf {{name}}",
  scanThis: "QR-Code mit der Adresse {{address}}",
  copyAddress: "Adresse kopieren",
  receivesOn: "Diese Adresse empfängt auf",
  receivesEthereum:
    "Sie ist auf jedem Ethereum-Netzwerk dieselbe. Was auf einem hier nicht genannten Netzwerk ankommt, ist sicher, wird aber nicht gezeigt.",
  receivesSolana: "Sie empfängt SOL und alle Token von Solana. Sie ist keine Adresse von Ethereum.",
  loadingChains: "Die Netzwerke werden nachgesehen…",
  openTab: "In einem Tab öffnen",
}
