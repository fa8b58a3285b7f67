/**
 * What the face asks about settings. A change of one leaves the others as they are. When the wallet locks by itself is
 * kept with the lock: what lies where content scripts can write must not decide that.
 */
import { type Asked, fault, type Settings } from "~protocol"
import type { Registry } from "../chains/registry"
import type { Lock } from "../lock/lock"
import type { SettingsShelf } from "../roles"

type Hands = {
  shelf: SettingsShelf
  lock: Lock
  registry: Registry
  /** The default of this family is another now. */
  defaultChanged: () => Promise<void>
}

type Change = Asked<"popup", "changeSetting">

export async function readSettings({ shelf, lock, registry }: Hands): Promise<Settings> {
  const [choices, lockAfter, ethereumChain, solanaChain] = await Promise.all([
    shelf.read(),
    lock.after(),
    registry.defaultOf("ethereum"),
    registry.defaultOf("solana"),
  ])
  return { ...choices, lockAfter, ethereumChain, solanaChain }
}

export async function changeSetting(hands: Hands, change: Change): Promise<Settings> {
  const { shelf, lock, registry } = hands
  const { lockAfter, ethereumChain, solanaChain, ...choices } = change
  for (const [family, id] of [
    ["ethereum", ethereumChain],
    ["solana", solanaChain],
  ] as const) {
    if (id === undefined) continue
    const chain = await registry.find(id, null)
    if (chain?.family !== family || !(await registry.setDefault(id))) {
      throw fault("PARAMS_INVALID", { method: "popup.changeSetting", where: `params.${family}Chain` })
    }
  }
  if (ethereumChain !== undefined) await hands.defaultChanged()
  if (lockAfter !== undefined) await lock.setAfter(lockAfter)
  const before = await shelf.read()
  await shelf.write({
    asPhantom: choices.asPhantom ?? before.asPhantom,
    refreshLists: choices.refreshLists ?? before.refreshLists,
    theme: choices.theme ?? before.theme,
    language: choices.language ?? before.language,
    currency: choices.currency ?? before.currency,
    notifications: choices.notifications ?? before.notifications,
  })
  return readSettings(hands)
}
