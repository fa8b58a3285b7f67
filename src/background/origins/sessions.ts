/** A CAIP-25 session as a page hears of it: its scopes, with the accounts that the site sees now. */
import type { Family, SessionScopes } from "~protocol"
import type { Permission, Session } from "./permissions"

export function sessionScopesOf(session: Session | null, addresses: Permission["addresses"]): SessionScopes {
  const scopes = Object.entries(session?.scopes ?? {}).map(([scope, granted]) => {
    const accounts = (addresses[familyOfScope(scope)] ?? []).map((address) => `${scope}:${address}`)
    return [scope, { accounts, ...granted }] as const
  })
  return Object.fromEntries(scopes)
}

/** Of a scope that was granted, and so is of one of the families. */
export function familyOfScope(scope: string): Family {
  return scope.startsWith("solana:") ? "solana" : "ethereum"
}
