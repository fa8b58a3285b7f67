/** What a site asks for when it connects: to see the addresses of one family. It gets no right to sign. */
import type { AccountName, Family, WalletReference } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Draft } from "../consent/desk"
import type { Content } from "../consent/machine"
import type { ConnectPayload } from "../consent/payload"

/** Null while there is no wallet: the ask then waits for one. */
export async function draftConnection(families: readonly Family[], wallets: Wallets): Promise<Draft> {
  const wallet = await wallets.stored()
  return wallet === null ? null : connectDraft(families, wallet)
}

export function connectDraft(families: readonly Family[], wallet: WalletReference): Omit<Content, "digest"> {
  const { accounts, addresses } = accountsIn(families, wallet)
  return {
    subject: { kind: "connect", accounts, chains: [] },
    payload: { kind: "connect", addresses, chain: null },
  }
}

/** The accounts of these families, as a consent names them and as a permission keeps them. */
export function accountsIn(
  families: readonly Family[],
  wallet: WalletReference,
): { accounts: AccountName[]; addresses: ConnectPayload["addresses"] } {
  const asked = wallet.accounts.filter(({ family }) => families.includes(family))
  const addressesOf = (family: Family) =>
    asked.filter((account) => account.family === family).map(({ address }) => address)
  return {
    accounts: asked.map(({ family, address }) => ({ family, address })),
    addresses: Object.fromEntries(families.map((family) => [family, addressesOf(family)])),
  }
}
