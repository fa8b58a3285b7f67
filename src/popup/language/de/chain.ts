/** What is said about a network that a site brings; in German. */
import type { chain as english } from "../en/chain"
import type { Translated } from "../keys"

export const chain: Translated<typeof english> = {
  question: "Dieses Netzwerk hinzufügen?",
  label: "Netzwerk hinzufügen",
  meaning: "Das bewegt nichts. Nur diese Seite nutzt das Netzwerk, und dessen RPC erfährt deine Adressen.",
  saysSite: "All das sagt die Seite. Geprüft wurde nur die Chain-ID, beim RPC.",
  approved: "Das Netzwerk ist hinzugefügt.",
  name: "Name",
  id: "Chain-ID",
  rpc: "RPC",
  currency: "Währung",
  explorer: "Explorer",
}
