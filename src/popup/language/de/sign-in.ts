/** What a sign-in says, and what is wrong with it: one sentence each, which names the part that differs; in German. */
import type { signIn as english } from "../en/sign-in"
import type { Translated } from "../keys"

export const signIn: Translated<typeof english> = {
  to: "Meldet dich an bei",
  account: "Konto in der Nachricht",
  network: "Netzwerk in der Nachricht",
  named: "{{name}} ({{id}})",
  from: "Gilt ab",
  until: "Gilt bis",
  access: "Bittet um Zugriff auf",
  resources_one: "{{count}} Ressource, in der Nachricht",
  resources_other: "{{count}} Ressourcen, in der Nachricht",
  problem: {
    "scheme-differs": "Die Nachricht ist nicht für {{scheme}}, womit diese Seite geöffnet wurde.",
    "host-differs":
      "Die Nachricht meldet dich bei einer anderen Seite an als der, die fragt. Wer sie bekommt, kann dort als du auftreten.",
    "port-differs":
      "Die Nachricht ist für einen anderen Port dieses Hosts. Die Seite, die fragt, ist auf Port {{port}}.",
    "address-differs": "Die Nachricht nennt ein anderes Konto als das, das sie signieren würde.",
    "chain-differs": "Die Nachricht nennt ein anderes Netzwerk als das dieser Seite.",
    expired: "Die Zeit, in der dich diese Nachricht anmeldet, ist vorbei.",
    "not-yet-valid": "Die Zeit, in der dich diese Nachricht anmeldet, hat noch nicht begonnen.",
    malformed:
      "Die Nachricht sieht wie eine Anmeldung aus, ist aber nicht so geschrieben. Lies sie ganz, bevor du signierst.",
  },
}
