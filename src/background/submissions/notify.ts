/** Has the system say what became of a transaction, where the person wanted that. */
import type { Registry } from "../chains/registry"
import type { Lock } from "../lock/lock"
import type { Notices, SettingsShelf } from "../roles"
import { noticeOf } from "./notice"
import type { Ended } from "./submission"

type Hands = { settings: SettingsShelf; lock: Lock; registry: Registry; notices: Notices }

export async function notify(one: Ended, { settings, lock, registry, notices }: Hands): Promise<void> {
  const [choices, isLocked, chain] = await Promise.all([
    settings.read(),
    lock.isLocked(),
    registry.find(one.chainId, null),
  ])
  const languages = globalThis.navigator?.languages ?? []
  const notice = noticeOf(one, { choices, languages, isLocked, chainName: chain?.name ?? one.chainId })
  if (notice !== null) await notices.show(notice.id, notice.title, notice.text)
}
