/** What is said about each risk, by its code; in German. */
import type { risk as english } from "../en/risk"
import type { Translated } from "../keys"

export const risk: Translated<typeof english> = {
  "unlimited-approval":
    "{{spender}} könnte dir beliebig viel {{asset}} nehmen, jetzt und später, ohne noch einmal zu fragen.",
  approval: "{{spender}} könnte dir bis zu diesem Betrag {{asset}} nehmen, ohne noch einmal zu fragen.",
  "approve-all": "{{operator}} könnte alles nehmen, was du von {{asset}} hast, auch was noch dazukommt.",
  permit:
    "Diese Unterschrift allein lässt {{spender}} dir {{asset}} nehmen. Mehr muss nicht genehmigt werden.",
  "permit-batch": "Diese eine Unterschrift lässt {{spender}} dir {{count}} Arten von Token nehmen.",
  "increased-allowance": "{{spender}} könnte mehr {{asset}} nehmen als bisher: Das kommt obendrauf.",
  "ownership-transfer": "{{of}} würde von da an {{to}} gehören.",
  "token-delegate": "{{to}} könnte nehmen, was auf deinem Token-Konto {{account}} liegt.",
  "account-authority": "{{to}} bekäme das Recht „{{right}}“ über das Konto {{account}}.",
  "account-closed": "Das Konto {{account}} würde geschlossen, und alles darin geht an {{to}}.",
  "account-assigned": "Über das Konto {{account}} bestimmte von da an {{to}} und nicht mehr du.",
  "durable-nonce":
    "Diese Transaktion verfällt nicht von selbst: Wer sie hat, kann sie viel später senden (Nonce {{account}}).",
  "lookup-table":
    "Manche Konten stehen nur in der Tabelle {{table}} im Netzwerk, darum ist ein Teil davon nicht lesbar.",
  "account-delegation":
    "Dein Konto selbst würde tun, was der Code bei {{to}} sagt: Er könnte alles darin bewegen.",
  "creation-destroys": "Der neue Vertrag kann sich selbst zerstören, und was er hält, ist dann weg.",
  "order-for-nothing": "Das bietet an, was dir gehört, und verlangt nichts dafür.",
  "unknown-typed-data":
    "Die Wallet kennt Daten der Art {{type}} nicht und kann nicht sagen, was sie erlauben. Manche Unterschriften lassen andere deine Token nehmen.",
  "unknown-call": "Die Wallet kann nicht lesen, was der Vertrag {{target}} tun soll.",
  "unknown-instruction": "Die Wallet kann nicht lesen, was das Programm {{program}} tun soll.",
  "bytes-not-exact":
    "Die Daten sind nicht geschrieben, wie sie sein sollten ({{flaw}}). Das kann verbergen, was sie tun.",
  "sign-in-other-scheme": "Die Nachricht ist für eine Seite über {{said}}, und diese kam über {{is}}.",
  "sign-in-other-host":
    "Die Nachricht meldet dich bei {{said}} an, aber {{is}} fragt. Wer sie bekommt, kann dort du sein.",
  "sign-in-other-port":
    "Die Nachricht ist für Port {{said}} dieses Hosts, und die Seite, die fragt, ist bei {{is}}.",
  "sign-in-other-address": "Die Nachricht nennt ein anderes Konto als deines: {{said}}.",
  "sign-in-other-chain":
    "Die Nachricht nennt ein anderes Netzwerk als das, auf dem diese Seite ist: {{said}}.",
  "sign-in-expired": "Die Zeit, in der diese Nachricht dich anmeldet, ist vorbei.",
  "sign-in-not-yet-valid": "Die Zeit, in der diese Nachricht dich anmeldet, hat noch nicht begonnen.",
  "sign-in-malformed":
    "Die Nachricht sieht aus wie eine Anmeldung und ist nicht so geschrieben. Lies sie ganz, bevor du unterschreibst.",
  "wrong-chain": "Das ist für das Netzwerk {{said}}, und die Seite ist auf {{is}}.",
  "typed-data-other-contract":
    "Der Vertrag, der diese Unterschrift nähme, ist nicht der, von dem sie spricht: {{said}}.",
  "message-looks-like-transaction":
    "Diese Bytes könnten eine Transaktion oder ihr Digest sein. Als Nachricht unterschrieben, ließen sie sich so verwenden.",
  "new-recipient": "An {{to}} hast du noch nie etwas gesendet.",
  "look-alike-recipient":
    "{{to}} sieht aus wie {{like}}, das du kennst, und ist ein anderes. Jemand will vielleicht, dass du sie verwechselst.",
  "burn-address": "Niemand hat den Schlüssel zu {{to}}. Was dorthin geht, ist für immer weg.",
  "token-as-recipient":
    "{{to}} ist der Vertrag eines Tokens. Was dorthin geht, ist sehr wahrscheinlich verloren.",
  "mixed-script-domain":
    "Die Adresse {{domain}} mischt Buchstaben mehrerer Alphabete, wie es Fälschungen bekannter Seiten tun.",
  "look-alike-domain": "{{domain}} sieht aus wie {{like}} und ist eine andere Seite.",
  "hidden-characters":
    "Es gibt Zeichen, die Text verstecken oder umdrehen ({{where}}). Was du liest, ist vielleicht nicht, was dasteht.",
  "phishing-site":
    "{{domain}} steht auf einer Liste von Seiten, die Wallets bestehlen. Zustimmen geht nicht. Schließ die Seite; was du dort schon unterschrieben hast, solltest du zurücknehmen.",
  "simulation-fails": "Vorher ausprobiert, geht das schief: {{reason}}. Die Gebühr wäre verloren.",
  "gives-everything": "Das nimmt alles, was du von {{asset}} hast.",
}
