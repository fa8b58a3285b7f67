/** What a site asks for when it connects: to see the addresses of one family. It gets no right to sign. */
import type { Family, PageMethod, WalletReference } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Draft } from "../consent/desk"
import type { Content } from "../consent/machine"

const families: { readonly [M in PageMethod]?: Family } = {
  eth_requestAccounts: "ethereum",
  solana_connect: "solana",
}

/** What a waiting consent is about, now that there is a wallet; null for what does not connect. */
export function connectDraftFor(method: PageMethod, wallet: WalletReference): Omit<Content, "digest"> | null {
  const family = families[method]
  return family === undefined ? null : connectDraft(family, wallet)
}

/** Null while there is no wallet: the ask then waits for one. */
export async function draftConnection(family: Family, wallets: Wallets): Promise<Draft> {
  const wallet = await wallets.stored()
  return wallet === null ? null : connectDraft(family, wallet)
}

function connectDraft(family: Family, wallet: WalletReference): Omit<Content, "digest"> {
  const addresses = wallet.accounts
    .filter((account) => account.family === family)
    .map(({ address }) => address)
  return {
    subject: { kind: "connect", accounts: addresses.map((address) => ({ family, address })) },
    payload: { kind: "connect", family, addresses },
  }
}
