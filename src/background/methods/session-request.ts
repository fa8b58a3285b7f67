/**
 * Reads what a site wants of a session (CAIP-25, CAIP-217): required scopes must be possible as they stand, or the
 * request fails with the specification's number; of the others, what the wallet does not offer is left out.
 */
import { type Chain, type Family, fault, type ScopeObject, type SessionRequest } from "~protocol"
import { chainIdOf } from "../chains/aliases"
import type { Registry } from "../chains/registry"
import type { SessionScope } from "../origins/permissions"
import { scopeOffers } from "./scope-methods"

/** `scope` as the site spells it, which is how it is answered. */
export type WantedScope = { scope: string; chain: Chain; granted: SessionScope; isRequired: boolean }

export async function readSessionRequest(
  request: SessionRequest,
  origin: string,
  registry: Registry,
): Promise<WantedScope[]> {
  refuseProperties(request)
  const find = (scope: string) => registry.find(chainIdOf(scope), origin)
  const required = chainScopesOf(request.requiredScopes)
  const optional = [...chainScopesOf(request.optionalScopes), ...chainScopesOf(request.scopes)]
  if (required.length + optional.length === 0) {
    throw fault("PARAMS_INVALID", { method: "wallet_createSession", where: "there is no scope in it" })
  }
  const wanted = await Promise.all([
    ...required.map(async (asked) => requiredScope(asked, await find(asked.scope))),
    ...optional.map(async (asked) => optionalScope(asked, await find(asked.scope))),
  ])
  const possible = wanted.filter((scope) => scope !== null)
  if (possible.length === 0) throw fault("SCOPE_CHAINS_UNSUPPORTED", { scope: optional[0]?.scope ?? "" })
  return merged(possible)
}

/** The wallet knows no properties; those of a right shape are passed over. */
function refuseProperties({ scopedProperties, sessionProperties }: SessionRequest): void {
  if (scopedProperties !== undefined && !isObject(scopedProperties)) throw fault("SCOPED_PROPERTIES_INVALID")
  const isEmpty = isObject(sessionProperties) && Object.keys(sessionProperties).length === 0
  if (sessionProperties !== undefined && (!isObject(sessionProperties) || isEmpty)) {
    throw fault("SESSION_PROPERTIES_INVALID")
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

type AskedScope = { scope: string; methods: readonly string[]; notifications: readonly string[] }

/** One for each chain, whether it is named by the scope or inside it. A scope of no chain at all stays as it is. */
function chainScopesOf(scopes: Record<string, ScopeObject> = {}): AskedScope[] {
  return Object.entries(scopes).flatMap(
    ([scope, { chains, references, methods = [], notifications = [] }]) => {
      const isChain = scope.includes(":")
      const named = [...(chains ?? []), ...(references ?? []).map((reference) => `${scope}:${reference}`)]
      const stranger = named.find((chain) => (isChain ? chain !== scope : !chain.startsWith(`${scope}:`)))
      if (stranger !== undefined) throw fault("SCOPE_MISMATCH", { scope, chain: stranger })
      const all = isChain || named.length === 0 ? [scope] : named
      return all.map((one) => ({ scope: one, methods, notifications }))
    },
  )
}

function requiredScope({ scope, methods, notifications }: AskedScope, chain: Chain | null): WantedScope {
  if (chain === null) throw fault("SCOPE_CHAINS_UNSUPPORTED", { scope })
  const offers = scopeOffers[chain.family]
  const method = methods.find((name) => !offers.methods.includes(name))
  if (method !== undefined) throw fault("SCOPE_METHODS_UNSUPPORTED", { scope, method })
  const notification = notifications.find((name) => !offers.notifications.includes(name))
  if (notification !== undefined) throw fault("SCOPE_NOTIFICATIONS_UNSUPPORTED", { scope, notification })
  return { scope, chain, granted: grantedOf(chain.family, methods, notifications), isRequired: true }
}

/** Null where there is no such chain, or nothing of what is wanted there. */
function optionalScope(
  { scope, methods, notifications }: AskedScope,
  chain: Chain | null,
): WantedScope | null {
  if (chain === null) return null
  const offers = scopeOffers[chain.family]
  const known = methods.filter((name) => offers.methods.includes(name))
  if (methods.length > 0 && known.length === 0) return null
  const heard = notifications.filter((name) => offers.notifications.includes(name))
  return { scope, chain, granted: grantedOf(chain.family, known, heard), isRequired: false }
}

/** Who names no method wants all there are, as clients of this standard do. */
function grantedOf(
  family: Family,
  methods: readonly string[],
  notifications: readonly string[],
): SessionScope {
  const offers = scopeOffers[family]
  return {
    methods: [...new Set(methods.length === 0 ? offers.methods : methods)],
    notifications: [...new Set(notifications.length === 0 ? offers.notifications : notifications)],
  }
}

/** A scope that is wanted twice, as required and as optional, is one with both. */
function merged(scopes: readonly WantedScope[]): WantedScope[] {
  const byScope = new Map<string, WantedScope>()
  for (const wanted of scopes) {
    const known = byScope.get(wanted.scope)
    const before = known?.granted
    const methods = [...new Set([...(before?.methods ?? []), ...wanted.granted.methods])]
    const notifications = [...new Set([...(before?.notifications ?? []), ...wanted.granted.notifications])]
    const isRequired = wanted.isRequired || known?.isRequired === true
    byScope.set(wanted.scope, { ...wanted, granted: { methods, notifications }, isRequired })
  }
  return [...byScope.values()]
}
