/** Which account is in use, and what accounts are called: by their person, else by family and number. */
import type { Account, WalletState } from "~protocol"
import { say } from "./language"
import { familyNames } from "./words"

export type NamedAccount = Account & { name: string; number: number }

export function namedAccounts({ wallet, names }: Pick<WalletState, "wallet" | "names">): NamedAccount[] {
  const counts = { ethereum: 0, solana: 0 }
  return (wallet?.accounts ?? []).map((account) => {
    const number = ++counts[account.family]
    const numbered = say("accounts.numbered", { family: familyNames[account.family], number })
    const given = Object.hasOwn(names, account.address) ? names[account.address] : undefined
    return { ...account, number, name: given ?? numbered }
  })
}

/** The one that was chosen, else the first. */
export function accountInUse(
  accounts: readonly NamedAccount[],
  inUse: string | null,
): NamedAccount | undefined {
  return accounts.find(({ address }) => address === inUse) ?? accounts[0]
}
