/** What the person chose about accounts: what they are called, and which is shown at first. Kept in this browser alone. */
import { type AccountLabel, fault } from "~protocol"
import type { Store } from "../store"

export type AccountChoices = { names: Record<string, AccountLabel>; inUse: string | null }

export type Choices = {
  read(): Promise<AccountChoices>
  /** Both throw ACCOUNT_NOT_MINE for an address that is none of the wallet's. */
  name(address: string, name: AccountLabel): Promise<void>
  use(address: string): Promise<void>
}

const none: AccountChoices = { names: {}, inUse: null }

export function openChoices(store: Store): Choices {
  async function change(address: string, to: (before: AccountChoices) => AccountChoices): Promise<void> {
    const tx = (await store()).transaction(["wallet", "accountChoices"], "readwrite")
    const wallet = await tx.objectStore("wallet").get("current")
    const isMine = wallet?.accounts.some((account) => account.address === address) ?? false
    if (isMine) {
      const before = (await tx.objectStore("accountChoices").get("current")) ?? none
      await tx.objectStore("accountChoices").put(to(before), "current")
    }
    await tx.done
    if (!isMine) throw fault("ACCOUNT_NOT_MINE")
  }

  return {
    async read() {
      return (await (await store()).get("accountChoices", "current")) ?? none
    },
    name: (address, name) =>
      change(address, ({ names, inUse }) => {
        const { [address]: _, ...others } = names
        const written = name.trim()
        return { names: written === "" ? others : { ...others, [address]: written }, inUse }
      }),
    use: (address) => change(address, ({ names }) => ({ names, inUse: address })),
  }
}
