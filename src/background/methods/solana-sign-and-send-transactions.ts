/** Signs several Solana transactions in one consent, all before the first is sent; each has an outcome of its own. */
import type { Asked } from "~protocol"
import type { Route } from "./route"
import { sendOptionsOf } from "./solana-send-options"
import { draftTransactions, readAsked, type SolanaHands, solanaOf } from "./solana-transaction"

type Item = Asked<"page", "solana_signAndSendTransactions">["transactions"][number]

export function solanaSignAndSendTransactions(hands: SolanaHands): Route<"solana_signAndSendTransactions"> {
  return {
    connected: true,
    run: async ({ address, transactions, chain, mode }, { caller, addresses }) => {
      const solana = await solanaOf(hands, chain, caller.origin)
      const read = ({ transaction, options }: Item, at: number) => {
        const place = `params.transactions.${at}`
        const asked = { address, transaction, place, submits: sendOptionsOf(options) }
        return readAsked("solana_signAndSendTransactions", asked, addresses)
      }
      const [first = { transaction: "" }, ...others] = transactions
      const reads = [read(first, 0), ...others.map((other, at) => read(other, at + 1))] as const
      return { consent: () => draftTransactions(reads, solana, mode) }
    },
  }
}
