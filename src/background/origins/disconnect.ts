/**
 * Ends a site's connection, by the person's word or by its time: the permission first, then every open request that
 * hangs on it, then the pages hear.
 */
import type { Family } from "~protocol"
import type { Registry } from "../chains/registry"
import type { Desk } from "../consent/desk"
import { chainQuantity } from "../methods/chain-quantity"
import { familyOf, isOfAll } from "../methods/family"
import type { Pages } from "../pages"
import type { Ended, Permissions } from "./permissions"

export type Disconnect = (origin: string, families: readonly Family[]) => Promise<void>

type Hands = { permissions: Permissions; desk: Desk; pages: Pages; registry: Registry }

export function openDisconnect(hands: Hands): Disconnect {
  const { permissions } = hands
  return async (origin, families) => {
    const before = await permissions.kept(origin)
    for (const family of families) await permissions.revoke(origin, family)
    const hadSession = before !== null && before.session !== null
    const hadChain = before !== null && before.chain !== null && (await permissions.kept(origin)) === null
    await takeLeave({ origin, families: [...families], hadSession, hadChain }, hands)
  }
}

type Timing = { now: () => number; after: (ms: number, run: () => void) => void; changed: () => void }

/** A timer is good for no longer than this. */
const LONGEST_MS = 60 * 60 * 1000

/**
 * Ends what is over by its time, now and whenever the next comes to its end while this worker lives. What a site sees
 * does not hang on it: a permission that is over is none, whoever asks.
 */
export function openEndings(hands: Hands, { now, after, changed }: Timing) {
  const { permissions } = hands
  let plannedFor = Number.POSITIVE_INFINITY

  async function look(): Promise<void> {
    const ended = await permissions.dropEnded()
    for (const each of ended) await takeLeave(each, hands)
    if (ended.length > 0) changed()
    await plan()
  }

  /** Asks again at the next end, unless that is planned already. */
  async function plan(): Promise<void> {
    const next = await permissions.nextEnd()
    if (next === null || next >= plannedFor) return
    const at = Math.min(next, now() + LONGEST_MS)
    plannedFor = at
    after(Math.max(0, at - now()), () => {
      plannedFor = Number.POSITIVE_INFINITY
      void look().catch(() => undefined)
    })
  }

  return { look, plan }
}

async function takeLeave(ended: Ended, { desk, pages, registry }: Hands): Promise<void> {
  const { origin, families, hadSession, hadChain } = ended
  await desk.declineAll(
    ({ asker, method }) =>
      asker.origin === origin && (isOfAll(method) || families.includes(familyOf(method))),
  )
  if (hadSession) pages.tell(origin, { name: "session", scopes: {} })
  for (const family of families) pages.tell(origin, { name: "accounts", family, accounts: [] })
  if (!hadChain) return
  const chainId = chainQuantity(await registry.defaultOf("ethereum"))
  pages.tell(origin, { name: "chain", chainId })
}
