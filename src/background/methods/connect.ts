/**
 * What a site asks for when it connects: to see the addresses of one family or more. It gets no right to sign. The consent
 * begins with the least of what can be chosen.
 */
import {
  type AccountName,
  type Chain,
  type ConnectSubject,
  DEFAULT_CONNECTION_LIFE,
  Family,
  type WalletReference,
} from "~protocol"
import type { Choices } from "../accounts/choices"
import type { Wallets } from "../accounts/wallets"
import { noAllowance } from "../consent/allowance"
import type { ConnectPayload } from "../consent/payload"

/** Whose accounts there are, and which of them the person uses now. */
export type Connecting = { wallets: Wallets; choices: Pick<Choices, "read"> }

type Connection = { subject: ConnectSubject; payload: ConnectPayload }

/** What a site wants to be connected with: on these chains it could be allowed to spend. */
export type Wish = {
  families: readonly Family[]
  chains: readonly Chain[]
  /** What it sees already, or is the only thing it asks for. */
  seen?: ConnectPayload["addresses"]
  /** No other accounts than these are offered. */
  only?: readonly string[]
}

/**
 * The account that is in use comes first; it begins with what the site sees, else with the first of each family. Null
 * while there is no wallet: the ask then waits for one.
 */
export async function draftConnection(
  { families, chains, seen = {}, only }: Wish,
  { wallets, choices }: Connecting,
): Promise<Connection | null> {
  const wallet = await wallets.stored()
  if (wallet === null) return null
  const { inUse } = await choices.read()
  const isFirst = ({ address }: AccountName) => Number(address === inUse)
  const offered = accountsIn(families, wallet)
    .accounts.filter(({ address }) => only === undefined || only.includes(address))
    .sort((one, other) => isFirst(other) - isFirst(one))
  const accounts = Family.options.flatMap((family) => {
    const ofFamily = offered.filter((account) => account.family === family)
    const known = ofFamily.filter(({ address }) => seen[family]?.includes(address))
    return known.length > 0 ? known : ofFamily.slice(0, 1)
  })
  const [lifeMs, allowance] = [DEFAULT_CONNECTION_LIFE, noAllowance(chains)]
  return {
    subject: {
      ...{ kind: "connect", accounts, chains: [], offered: { accounts: offered, chains: [] } },
      ...{ lifeMs, allowance },
    },
    payload: { kind: "connect", addresses: addressesOf(accounts), chain: null, lifeMs, allowance: [] },
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
  const accounts = wallet.accounts
    .filter(({ family }) => families.includes(family))
    .map(({ family, address }) => ({ family, address }))
  return { accounts, addresses: addressesOf(accounts) }
}
