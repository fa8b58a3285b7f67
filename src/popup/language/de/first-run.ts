/** What is said before there is a wallet; in German. */
import type { firstRun as english } from "../en/first-run"
import type { Translated } from "../keys"

export const firstRun: Translated<typeof english> = {
  title: "Eine Wallet ohne Schlüssel",
  what: "Die Schlüssel deiner Wallet erzeugt und verwahrt ein Schlüsseldienst (KMS), nie dieser Browser.",
  you: "Dieser Browser kann ihn nur um Signaturen bitten und fragt dich vor jeder.",
  create: "Wallet anlegen",
  creating: "Deine Wallet wird angelegt …",
  waiting: "möchte sich verbinden. Du kommst danach zu dieser Anfrage zurück.",
}
