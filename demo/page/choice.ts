/** The wallets that one half of the page has found, and the one the person chose. */
import { element } from "./elements"

export type Choice<Wallet> = { add: (id: string, wallet: Wallet) => void; chosen: () => Wallet }

export function openChoice<Wallet extends { name: string }>(family: string): Choice<Wallet> {
  const wallets = new Map<string, Wallet>()
  const select = element("select", `${family}-wallet`)
  select.add(new Option("No wallet found", ""))
  const add = (id: string, wallet: Wallet) => {
    if (wallets.size === 0) select.remove(0)
    if (!wallets.has(id)) select.add(new Option(wallet.name, id))
    wallets.set(id, wallet)
    element("button", `${family}-connect`).disabled = false
  }
  const chosen = () => {
    const wallet = wallets.get(select.value)
    if (wallet === undefined) throw new Error("No wallet was found.")
    return wallet
  }
  return { add, chosen }
}
