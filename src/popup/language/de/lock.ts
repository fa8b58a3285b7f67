/** What is said of the lock: opening it, setting it, and what it does not guard; in German. */
import type { lock as english } from "../en/lock"
import type { Translated } from "../keys"

export const lock: Translated<typeof english> = {
  title: "Sperre",
  locked: "Die Wallet ist gesperrt",
  waiting: "Eine Seite fragt etwas an. Entsperr die Wallet, um es zu sehen.",
  passphrase: "Passphrase",
  unlock: "Entsperren",
  unlocking: "Wird geprüft …",
  withPasskey: "Passkey verwenden",
  wrong: "Das stimmt nicht.",
  wait_one: "Zu viele falsche Passphrasen. Versuch es in {{count}} Sekunde wieder.",
  wait_other: "Zu viele falsche Passphrasen. Versuch es in {{count}} Sekunden wieder.",
  passkeyFailed: "Der Passkey wurde nicht verwendet. Nichts hat sich geändert.",
  none: "Es gibt keine Sperre. Wer diesen Browser benutzt, kann bestätigen, was Seiten anfragen.",
  set: "Die Wallet ist mit einer Passphrase gesperrt.",
  setByPasskey: "Die Wallet ist mit einem Passkey gesperrt.",
  setByBoth: "Die Wallet ist gesperrt; eine Passphrase oder ein Passkey öffnet sie.",
  newPassphrase: "Neue Passphrase",
  repeat: "Noch einmal dieselbe",
  least: "Mindestens {{least}} Zeichen. Sie lässt sich nicht wiederherstellen.",
  differ: "Die beiden sind nicht gleich.",
  choose: "Mit einer Passphrase sperren",
  change: "Passphrase ändern",
  addPasskey: "Mit einem Passkey sperren",
  anotherPasskey: "Einen anderen Passkey verwenden",
  remove: "Sperre entfernen",
  confirm: "Zeig zuerst, dass du sie öffnen kannst",
  never: "Abbrechen",
  done: "Erledigt.",
  now: "Jetzt sperren",
  after: "Ohne dich sperren",
  afters: {
    never: "Nie",
    close: "Wenn der Browser geschlossen wird",
    minutes_one: "Nach {{count}} Minute",
    minutes_other: "Nach {{count}} Minuten",
  },
  guards: "Was sie schützt",
  guardsWhat:
    "Solange gesperrt ist, wird nichts bestätigt, Seiten sehen keine Konten, und offene Anfragen enden.",
  not: "Was sie nicht schützt",
  notDisk:
    "Der Schlüssel, der mit dem KMS spricht, bleibt in diesem Browser. Kein Programm kann ihn herauskopieren, aber deine Passphrase verschlüsselt ihn nicht: Wer diesen Browser oder Computer übernimmt, kann ihn benutzen.",
  notApps: "Apps, die du angemeldet hast, behalten ihren eigenen begrenzten Zugang, bis er endet.",
  notForgotten:
    "Wer die Passphrase vergisst, kann die Erweiterung entfernen und mit ihr den Weg dieses Browsers zur Wallet.",
}
