/**
 * CAIP-25: connects a site on several chains at once, by one consent. A session that is asked for again as it is gets
 * its answer at once; another takes its place.
 */
import { chainNameOf, Family, type OfferedChain } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Registry } from "../chains/registry"
import type { Draft } from "../consent/desk"
import type { Permission, Session } from "../origins/permissions"
import { sessionScopesOf } from "../origins/sessions"
import { accountsIn, connectDraft } from "./connect"
import type { Route } from "./route"
import { readSessionRequest, type WantedScope } from "./session-request"

type Hands = { wallets: Wallets; registry: Registry }

export function walletCreateSession({ wallets, registry }: Hands): Route<"wallet_createSession"> {
  return {
    connected: false,
    run: async (asked, { caller, permission }) => {
      const wanted = await readSessionRequest(asked, caller.origin, registry)
      const session = { scopes: Object.fromEntries(wanted.map(({ scope, granted }) => [scope, granted])) }
      if (permission !== null && isSame(session, permission)) {
        return { answer: { sessionScopes: sessionScopesOf(session, permission.addresses) } }
      }
      return { consent: () => draft(wanted, session, permission?.addresses ?? {}, wallets) }
    },
  }
}

async function draft(
  wanted: readonly WantedScope[],
  session: Session,
  seen: Permission["addresses"],
  wallets: Wallets,
): Promise<Draft> {
  const wallet = await wallets.stored()
  if (wallet === null) return null
  const { accounts } = accountsIn(familiesOf(wanted), wallet)
  const { subject, payload } = connectDraft(accounts, seen)
  const chains = offeredChains(wanted)
  return {
    subject: {
      ...subject,
      chains: chains.map(({ isRequired: _, ...chain }) => chain),
      offered: { ...subject.offered, chains },
    },
    payload: { ...payload, session, wanted: session },
  }
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
