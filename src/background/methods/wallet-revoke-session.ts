/**
 * CAIP-285: the site gives up its session, and with all of it the accounts that came with it. Giving up some scopes
 * leaves the others as they are.
 */
import type { Disconnect } from "../origins/disconnect"
import type { Permissions, Session } from "../origins/permissions"
import { familyOfScope, sessionScopesOf } from "../origins/sessions"
import type { Pages } from "../pages"
import type { Route } from "./route"

type Hands = { permissions: Permissions; pages: Pages; disconnect: Disconnect }

export function walletRevokeSession(hands: Hands): Route<"wallet_revokeSession"> {
  const { permissions, pages, disconnect } = hands
  return {
    connected: false,
    run: async (asked, { caller: { origin }, permission }) => {
      if (!permission?.session) return { answer: true }
      const left = without(permission.session, scopesIn(asked))
      if (Object.keys(left.scopes).length === 0) {
        const families = new Set(Object.keys(permission.session.scopes).map(familyOfScope))
        await disconnect(origin, [...families])
      } else {
        await permissions.change(origin, { session: left })
        pages.tell(origin, { name: "session", scopes: sessionScopesOf(left, permission.addresses) })
      }
      return { answer: true }
    },
  }
}

type Asked = Parameters<Route<"wallet_revokeSession">["run"]>[0]

/** Null is all of them. */
function scopesIn(asked: Asked): readonly string[] | null {
  return asked && "scopes" in asked && asked.scopes?.length ? asked.scopes : null
}

function without({ scopes }: Session, given: readonly string[] | null): Session {
  const left = Object.entries(scopes).filter(([scope]) => given !== null && !given.includes(scope))
  return { scopes: Object.fromEntries(left) }
}
