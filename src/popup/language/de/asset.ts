/** What is said about a token that a site wants to be listed; in German. */
import type { asset as english } from "../en/asset"
import type { Translated } from "../keys"

export const asset: Translated<typeof english> = {
  question: "Dieses Token aufnehmen?",
  label: "Token aufnehmen",
  labelAnyway: "Trotzdem aufnehmen",
  meaning:
    "Die Wallet zeigt dann, wie viel du davon hast. Jeder kann ein Token mit jedem Namen machen: Was es unterscheidet, ist sein Vertrag.",
  claimedElse: "Die Seite hat dieses Token anders beschrieben, als es sich selbst beschreibt.",
  approved: "Das Token ist aufgenommen.",
  tokenSays: "Das Token sagt",
  siteSaid: "Die Seite sagte",
}
