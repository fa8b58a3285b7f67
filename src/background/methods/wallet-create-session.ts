/**
 * CAIP-25: connects a site on several chains at once, by one consent. A session that is asked for again as it is gets
 * its answer at once; another takes its place.
 */
import { type Chain, type ChainId, type ChainName, chainNameOf, Family, type OfferedChain } from "~protocol"
import { chainIdOf } from "../chains/aliases"
import type { Registry } from "../chains/registry"
import { amend } from "../consent/amend"
import type { Draft } from "../consent/desk"
import type { Permission, Session } from "../origins/permissions"
import { sessionScopesOf } from "../origins/sessions"
import { type Connecting, draftConnection } from "./connect"
import type { Route } from "./route"
import { readSessionRequest, type WantedScope } from "./session-request"

type Hands = Connecting & { registry: Registry }

export function walletCreateSession({ registry, ...hands }: Hands): Route<"wallet_createSession"> {
  return {
    connected: false,
    run: async (asked, { caller, permission }) => {
      const wanted = await readSessionRequest(asked, caller.origin, registry)
      const session = { scopes: Object.fromEntries(wanted.map(({ scope, granted }) => [scope, granted])) }
      if (permission !== null && isSame(session, permission)) {
        return { answer: { sessionScopes: sessionScopesOf(session, permission.addresses) } }
      }
      return { consent: () => draft(wanted, session, permission, hands) }
    },
  }
}

/** All that is wanted is offered, and what is needed is chosen: more is for the person to add. */
async function draft(
  wanted: readonly WantedScope[],
  session: Session,
  permission: Permission | null,
  hands: Connecting,
): Promise<Draft> {
  const wish = { families: familiesOf(wanted), chains: chainsOf(wanted), seen: permission?.addresses ?? {} }
  const connection = await draftConnection(wish, hands)
  if (connection === null) return null
  const { subject, payload } = connection
  const chains = offeredChains(wanted)
  const all = {
    subject: { ...subject, chains: namesOf(chains), offered: { ...subject.offered, chains } },
    payload: { ...payload, session, wanted: session },
  }
  return amend(all, { type: "chains", chains: leastOf(chains, permission?.session ?? null) })
}

/** What the site needs, and what it has; where that is nothing, the first. */
function leastOf(chains: readonly OfferedChain[], before: Session | null): ChainId[] {
  const had = Object.keys(before?.scopes ?? {}).map(chainIdOf)
  const least = chains.filter(({ id, isRequired }) => isRequired || had.includes(id))
  return (least.length > 0 ? least : chains.slice(0, 1)).map(({ id }) => id)
}

function namesOf(chains: readonly OfferedChain[]): ChainName[] {
  return chains.map(({ isRequired: _, ...chain }) => chain)
}

function chainsOf(wanted: readonly WantedScope[]): Chain[] {
  return [...new Map(wanted.map(({ chain }) => [chain.id, chain])).values()]
}

/** A chain that is wanted by two names is one, and required where either of them is. */
function offeredChains(wanted: readonly WantedScope[]): OfferedChain[] {
  const chains = new Map<string, OfferedChain>()
  for (const { chain, isRequired } of wanted) {
    const before = chains.get(chain.id)?.isRequired ?? false
    chains.set(chain.id, { ...chainNameOf(chain), isRequired: before || isRequired })
  }
  return [...chains.values()]
}

function familiesOf(wanted: readonly WantedScope[]): Family[] {
  return Family.options.filter((family) => wanted.some(({ chain }) => chain.family === family))
}

function isSame(session: Session, { session: before }: Permission): boolean {
  return before !== null && JSON.stringify(before.scopes) === JSON.stringify(session.scopes)
}
