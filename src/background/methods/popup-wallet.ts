/** What the face asks about the wallet: whether there is one, and to make one. */
import type { WalletState } from "~protocol"
import type { Choices } from "../accounts/choices"
import type { Finding, Wallets } from "../accounts/wallets"
import type { Book } from "../consent/book"

type Hands = {
  wallets: Wallets
  book: Book
  kmsUrl: string
  choices: Choices
  /** Called when there is a wallet, for those who wait for one. */
  found: () => Promise<void>
}

export async function walletState(hands: Hands): Promise<WalletState> {
  return stateOf(await hands.wallets.find(), hands)
}

export async function createWallet(hands: Hands): Promise<WalletState> {
  return stateOf({ wallet: await hands.wallets.create(), trouble: null }, hands)
}

async function stateOf(
  { wallet, trouble }: Finding,
  { book, choices, kmsUrl, found }: Hands,
): Promise<WalletState> {
  if (wallet !== null) await found()
  const waiting = (await book.unsettled())
    .filter(({ status }) => status === "waiting")
    .map(({ asker }) => asker.origin)
  return { wallet, kmsUrl, waiting: [...new Set(waiting)], trouble, ...(await choices.read()) }
}
