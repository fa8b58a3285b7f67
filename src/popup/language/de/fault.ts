/** What went wrong, by the code of the fault: what the face can be told, as a person reads it; in German. */
import type { fault as english } from "../en/fault"
import type { Translated } from "../keys"

export const fault: Translated<typeof english> = {
  CONSENT_EXPIRED: "Diese Anfrage wurde nicht rechtzeitig beantwortet.",
  CONSENT_UNKNOWN: "Diese Anfrage ist nicht mehr offen.",
  CONSENT_MISMATCH: "Die Anfrage ist nicht die, die gezeigt wurde. Nichts wurde unterschrieben.",
  CONSENT_BLOCKED: "Die Wallet lässt nicht zu, dass dies bestätigt wird ({{risk}}).",
  CONSENT_CHANGE_REFUSED: {
    kind: "An dieser Anfrage lässt sich nichts dergleichen ändern.",
    "not-offered": "Nur was die Anfrage anbietet, kann gewählt werden.",
    needed: "Die Seite braucht mindestens eines davon.",
    more: "Eine Freigabe kann kleiner werden und nie größer.",
    "over-limit": "Ein Limit kann gesenkt werden, aber nie über das Verlangte hinaus.",
    "not-an-approval": "Diesen Aufruf kann die Wallet nicht ändern.",
    "not-a-token":
      "Das Netzwerk konnte nicht bestätigen, dass dies ein Token mit Nachkommastellen ist. Die Freigabe bleibt, wie sie ist.",
  },
  CHAIN_UNSUPPORTED: "Die Wallet kennt die Kette {{chain}} nicht.",
  CHAIN_UNADDED: "Die Wallet kennt die Kette {{chain}} auf dieser Seite nicht.",
  CHAIN_IN_USE: "Eine Transaktion in diesem Netzwerk ist noch nicht zu Ende.",
  TOO_MANY_REQUESTS_one: "Es gibt schon {{count}} offene Anfrage. Beantworte sie zuerst.",
  TOO_MANY_REQUESTS_other: "Es gibt schon {{count}} offene Anfragen. Beantworte sie zuerst.",
  WALLET_LOCKED: "Die Wallet ist gesperrt. Entsperr sie zuerst.",
  WALLET_ABSENT: "Es gibt noch keine Wallet. Leg zuerst eine an.",
  LOCK_PROOF_WRONG: "Das öffnet die Wallet nicht.",
  LOCK_WAITS_one: "Es gab zu viele falsche Passphrasen. Versuch es in {{count}} Sekunde wieder.",
  LOCK_WAITS_other: "Es gab zu viele falsche Passphrasen. Versuch es in {{count}} Sekunden wieder.",
  PASSKEY_REFUSED: "Der Passkey öffnet die Wallet nicht.",
  KMS_UNREACHABLE: "Das KMS hat nicht geantwortet. Nichts ist verloren: Versuch es gleich noch einmal.",
  KMS_REFUSED: "Das KMS hat abgelehnt: {{detail}}",
  KMS_ANSWER_MALFORMED: "Das KMS hat etwas geantwortet, das die Wallet nicht lesen kann ({{method}}).",
  KMS_SEALED: "Das KMS ist versiegelt: Sein Betreiber muss ihn erst öffnen.",
  CLOCK_WRONG_one: "Die Uhr dieses Geräts geht um {{count}} Sekunde falsch. Stell sie und versuch es wieder.",
  CLOCK_WRONG_other:
    "Die Uhr dieses Geräts geht um {{count}} Sekunden falsch. Stell sie und versuch es wieder.",
  AUTHENTICATOR_ABSENT: "Dieser Browser hat noch keinen Authenticator. Leg zuerst eine Wallet an.",
  AUTHENTICATOR_REFUSED:
    "Das KMS nimmt den Authenticator dieses Browsers nicht (mehr) an. Er wurde vielleicht entfernt oder ist abgelaufen.",
  ATTESTATION_REFUSED: "Das KMS konnte nicht beweisen, was er ist. Darum wurde es nichts gefragt: {{why}}.",
  LOG_REFUSED: "Das Prüfprotokoll des KMS ist nicht das, das zuvor zu sehen war: {{why}}.",
  SIGNATURE_WRONG: "Die Unterschrift, die zurückkam, ist nicht gültig. Sie wurde verworfen.",
  RPC_UNREACHABLE: "Das Netzwerk {{chain}} hat nicht geantwortet.",
  RPC_REFUSED: "{{chain}} hat die Transaktion abgelehnt: {{detail}}",
  RPC_ERROR: "{{chain}} hat mit einem Fehler geantwortet: {{message}}",
  SUBMISSION_UNKNOWN:
    "{{chain}} ist verstummt und hat die Transaktion vielleicht trotzdem. Such nach {{transaction}}, bevor du eine andere sendest.",
  TRANSACTION_NOT_SENT:
    "Eine Transaktion davor ist fehlgeschlagen oder wurde nicht rechtzeitig bestätigt. Darum wurde diese nicht gesendet.",
  NOT_REPLACEABLE:
    "Nur eine Ethereum-Transaktion, die noch nicht angekommen ist, lässt sich beschleunigen oder abbrechen.",
  POLICY_DENIED: "Die Regeln erlauben es nicht: {{policy}}.",
  SPENDING_LIMIT_EXCEEDED: "Ein Limit erlaubt es nicht: {{why}}.",
  QUOTA_REACHED_one: "Es gibt schon {{count}} ({{what}}), und es lässt sich nicht ersetzen.",
  QUOTA_REACHED_other: "Es gibt schon {{count}} ({{what}}), und nichts davon lässt sich ersetzen.",
  ACCOUNT_NOT_MINE: "Diese Wallet hat kein solches Konto.",
  ACCOUNT_OUT_OF_TURN: "Konten kommen eines nach dem anderen dazu, und das ist nicht das nächste.",
  SEND_REFUSED: {
    nothing: "Es gibt nichts zu senden: Der Betrag ist null.",
    recipient: "Das ist keine Adresse, die es empfangen kann.",
    balance: "Auf dem Konto liegt nicht so viel.",
    fee: "Auf dem Konto liegt nicht genug für die Gebühr.",
    "too-little-for-new":
      "Das Konto des Empfängers gibt es noch nicht, und das ist weniger, als ein neues Konto braucht.",
    "leaves-too-little":
      "Damit bleibt weniger auf dem Konto, als das Netzwerk zulässt. Sende etwas weniger oder alles.",
    frozen: "Der Herausgeber dieses Tokens hat das Konto eingefroren.",
    "not-an-owner":
      "Diese Adresse ist ein Token oder das Konto eines Tokens und nicht die Adresse von jemandem.",
    refused: "Das Netzwerk sagt, dass diese Überweisung fehlschlagen würde.",
    "no-token": "Einen solchen Token gibt es auf dieser Kette nicht.",
  },
  RATE_LIMITED: "Zu viele Anfragen. Warte einen Moment und versuch es wieder.",
  UNAVAILABLE: "Das KMS kann das gerade nicht. Versuch es gleich noch einmal.",
  INTERNAL: "Innen ist etwas schiefgegangen. Nichts wurde unterschrieben.",
}
