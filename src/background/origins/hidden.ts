/**
 * What a locked wallet hides from pages: the accounts. What asks for a signature may still ask; its window opens on the
 * lock. Pages that are open hear of it as if they had been disconnected, and again of their accounts once it is opened.
 */
import { Family, type PageMethod } from "~protocol"
import type { Pages } from "../pages"
import type { Permission, Permissions } from "./permissions"
import { sessionScopesOf } from "./sessions"

/** The methods that answer with accounts and ask nobody first. */
const telling: ReadonlySet<PageMethod> = new Set<PageMethod>([
  "eth_accounts",
  "eth_requestAccounts",
  "solana_connect",
  "wallet_getPermissions",
  "wallet_getSession",
  "wallet_createSession",
])

/** What such a method may know of a permission while the wallet is locked. */
export function hideAccounts(method: PageMethod, permission: Permission | null): Permission | null {
  if (permission === null || !telling.has(method)) return permission
  // A session that was created before would be told at once; so it is asked for.
  return method === "wallet_createSession" ? null : { ...permission, addresses: {} }
}

/** Tells each connected page what it sees now. */
export async function tellAccounts(permissions: Permissions, pages: Pages, isLocked: boolean): Promise<void> {
  for (const { origin, addresses, session } of await permissions.list()) {
    const seen = isLocked ? {} : addresses
    if (session !== null) pages.tell(origin, { name: "session", scopes: sessionScopesOf(session, seen) })
    for (const family of Family.options) {
      if (addresses[family] === undefined) continue
      pages.tell(origin, { name: "accounts", family, accounts: seen[family] ?? [] })
    }
  }
}
