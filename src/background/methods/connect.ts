/** What a site asks for when it connects: to see the addresses of one family. It gets no right to sign. */
import {
  type AccountName,
  type ConnectSubject,
  DEFAULT_CONNECTION_LIFE,
  Family,
  type WalletReference,
} from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Draft } from "../consent/desk"
import type { ConnectPayload } from "../consent/payload"

/** Null while there is no wallet: the ask then waits for one. */
export async function draftConnection(families: readonly Family[], wallets: Wallets): Promise<Draft> {
  const wallet = await wallets.stored()
  return wallet === null ? null : connectDraft(accountsIn(families, wallet).accounts, {})
}

/** Offers these, and begins with what the site sees already; else with the first of each family, and no more. */
export function connectDraft(
  offered: AccountName[],
  seen: ConnectPayload["addresses"],
): { subject: ConnectSubject; payload: ConnectPayload } {
  const accounts = Family.options.flatMap((family) => {
    const ofFamily = offered.filter((account) => account.family === family)
    const known = ofFamily.filter(({ address }) => seen[family]?.includes(address))
    return known.length > 0 ? known : ofFamily.slice(0, 1)
  })
  const lifeMs = DEFAULT_CONNECTION_LIFE
  return {
    subject: { kind: "connect", accounts, chains: [], offered: { accounts: offered, chains: [] }, lifeMs },
    payload: { kind: "connect", addresses: addressesOf(accounts), chain: null, lifeMs },
  }
}

/** As a permission keeps them. */
export function addressesOf(accounts: readonly AccountName[]): ConnectPayload["addresses"] {
  const families = Family.options.filter((family) => accounts.some((account) => account.family === family))
  return Object.fromEntries(
    families.map((family) => [
      family,
      accounts.filter((account) => account.family === family).map(({ address }) => address),
    ]),
  )
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
