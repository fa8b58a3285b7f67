/**
 * What the wallet does by itself once it is approved, one function for each kind. Each may run twice, after a worker
 * died in between, and comes to the same.
 */
import { type ConnectionLife, DEFAULT_CONNECTION_LIFE, type Family } from "~protocol"
import type { Assets } from "../chains/assets"
import { putOnChain } from "../chains/put-on-chain"
import type { Registry } from "../chains/registry"
import type { Grant, Permission, Permissions } from "../origins/permissions"
import { sessionScopesOf } from "../origins/sessions"
import type { Pages } from "../pages"
import { AUTO_CONFIRM_LIFE_MS } from "./auto-confirm"
import type { Approved, SignedConsent } from "./machine"
import type { AppliedPayload, ChainAmount, ConnectPayload } from "./payload"

/** Each gives the payload as it came to be applied, which is what the page is answered. */
export type Appliers = {
  [K in AppliedPayload["kind"]]: (
    consent: Approved | SignedConsent,
    payload: Extract<AppliedPayload, { kind: K }>,
  ) => Promise<AppliedPayload>
}

type Hands = {
  permissions: Permissions
  registry: Registry
  assets: Assets
  pages: Pages
  /** Ends what this site asked of an account that it does not see any more. */
  declineUnseen: (origin: string) => Promise<void>
  now: () => number
}

export function openAppliers({ permissions, registry, assets, pages, declineUnseen, now }: Hands): Appliers {
  /** In the place of what was allowed before. Done again, it leaves what has been spent of it since. */
  async function allow(origin: string, limits: readonly ChainAmount[], until: number): Promise<void> {
    const before = await permissions.find(origin)
    if (limits.length > 0 && before?.autoConfirm?.until === until) return
    const unspent = limits.map((limit) => ({ ...limit, spent: "0" }))
    const autoConfirm = unspent.length === 0 ? null : { limits: unspent, until, since: now() }
    await permissions.change(origin, { autoConfirm })
  }

  return {
    async connect({ asker: { origin }, askedAt }, payload) {
      const { session } = payload
      const before = await permissions.find(origin)
      // Where it is by now, which may be another chain than the one it asked on.
      const chain = payload.chain && (before?.chain ?? (await registry.defaultOf("ethereum")))
      const grants = grantsOf(payload, before, askedAt)
      for (const grant of grants) {
        await permissions.grant(origin, { ...grant, ...(chain === null ? {} : { chain }) }, now())
      }
      if (session) await permissions.change(origin, { session })
      if (payload.allowance) await allow(origin, payload.allowance, askedAt + AUTO_CONFIRM_LIFE_MS)
      await declineUnseen(origin)
      const addresses: ConnectPayload["addresses"] = Object.assign(
        {},
        ...grants.map((grant) => grant.addresses),
      )
      for (const [family, accounts] of Object.entries(addresses) as [Family, string[]][]) {
        pages.tell(origin, { name: "accounts", family, accounts })
      }
      // Its accounts are those of the permission, so a session that was there before has changed as well.
      const granted = await permissions.find(origin)
      if (granted?.session) {
        pages.tell(origin, { name: "session", scopes: sessionScopesOf(granted.session, granted.addresses) })
      }
      return { ...payload, chain }
    },

    /** The site asked for the chain in order to be on it. */
    async chain({ asker: { origin } }, payload) {
      await registry.add(payload.chain, origin)
      await putOnChain({ permissions, pages }, origin, payload.chain)
      return payload
    },

    async asset(_consent, payload) {
      const { kind: _kind, ...asset } = payload
      await assets.add(asset)
      return payload
    },

    async autoConfirm({ asker: { origin } }, payload) {
      await allow(origin, payload.limits, payload.until)
      return payload
    },
  }
}

/**
 * One for each family: what the person chose, for so long from the time it was asked on. What only comes with another
 * consent takes nothing away from a site that is connected, neither accounts nor time.
 */
function grantsOf({ addresses, lifeMs }: ConnectPayload, before: Permission | null, askedAt: number) {
  const untilOf = (life: ConnectionLife) => (life === null ? null : askedAt + life)
  return (Object.entries(addresses) as [Family, string[]][]).map(([family, chosen]): Grant => {
    const known = before?.addresses[family]
    if (lifeMs !== undefined) return { addresses: { [family]: chosen }, until: untilOf(lifeMs) }
    if (known === undefined)
      return { addresses: { [family]: chosen }, until: untilOf(DEFAULT_CONNECTION_LIFE) }
    const all = [...new Set([...chosen, ...known])]
    return { addresses: { [family]: all }, until: before?.until[family] ?? null }
  })
}
