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
import type { Approved, SignedConsent } from "./machine"
import type { AppliedPayload, ConnectPayload } from "./payload"

export type Appliers = {
  [K in AppliedPayload["kind"]]: (
    consent: Approved | SignedConsent,
    payload: Extract<AppliedPayload, { kind: K }>,
  ) => Promise<void>
}

type Hands = {
  permissions: Permissions
  registry: Registry
  assets: Assets
  pages: Pages
  now: () => number
}

export function openAppliers({ permissions, registry, assets, pages, now }: Hands): Appliers {
  return {
    async connect({ asker: { origin }, askedAt }, payload) {
      const { chain, session } = payload
      const grants = grantsOf(payload, await permissions.find(origin), askedAt)
      for (const grant of grants) {
        await permissions.grant(origin, { ...grant, ...(chain === null ? {} : { chain }) }, now())
      }
      if (session) await permissions.change(origin, { session })
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
    },

    /** The site asked for the chain in order to be on it. */
    async chain({ asker: { origin } }, { chain }) {
      await registry.add(chain, origin)
      await putOnChain({ permissions, pages }, origin, chain)
    },

    async asset(_consent, { kind: _kind, ...asset }) {
      await assets.add(asset)
    },

    async autoConfirm({ asker: { origin } }, { limits, until }) {
      const unspent = limits.map(({ chainId, amount }) => ({ chainId, amount, spent: "0" }))
      await permissions.change(origin, { autoConfirm: { limits: unspent, until } })
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
