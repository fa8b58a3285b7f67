/** Signs several Solana transactions in one consent and gives them back: the site may send them at any time. */
import type { Route } from "./route"
import {
  draftTransaction,
  draftTransactions,
  readAsked,
  type SolanaHands,
  solanaOf,
} from "./solana-transaction"

export function solanaSignTransactions(hands: SolanaHands): Route<"solana_signTransactions"> {
  return {
    connected: true,
    run: async ({ address, transactions, chain }, { caller, addresses }) => {
      const solana = await solanaOf(hands, chain, caller.origin)
      const read = (transaction: string, at: number) => {
        const asked = { address, transaction, place: `params.transactions.${at}`, submits: null }
        return readAsked("solana_signTransactions", asked, addresses)
      }
      const [first = "", ...others] = transactions
      const reads = [read(first, 0), ...others.map((other, at) => read(other, at + 1))] as const
      const isOne = reads.length === 1
      return {
        consent: () => (isOne ? draftTransaction(reads[0], solana) : draftTransactions(reads, solana, null)),
      }
    },
  }
}
