/** What a decision is made on: the request, its caller, and what its plan found, in the words of the rules. */
import { createHash } from "node:crypto"
import { fault, type KmsMethod, kmsMethods } from "~protocol"
import type { GrantRecord, WalletRecord } from "../store"
import type { Caller } from "./callers"
import type { Facts } from "./facts"
import type { Use } from "./methods"
import type { ReadRequest } from "./requests"
import type { DecidedGrant, DecidedUser, DecidedWallet, DecisionInput } from "./rules"

export type Planned = { use?: Use; facts?: Facts }

export function methodOf(method: string): KmsMethod {
  if (Object.hasOwn(kmsMethods, method)) return method as KmsMethod
  throw fault("METHOD_UNKNOWN")
}

export function inputOf(
  { use, facts }: Planned,
  { method, organizationId, digest, params }: ReadRequest,
  caller: Caller,
  now: number,
): Omit<DecisionInput, "spent"> {
  // Where a wallet is used, a grant may be named; where a grant is written, the same member is its name.
  const { policyName: named = null } = (params ?? {}) as { policyName?: string | null }
  const policyName = use ? named : null
  return {
    request: { method: methodOf(method), organizationId: organizationId ?? "", policyName, digest },
    user: userOf(caller),
    wallet: use ? walletOf(use.wallet, use) : null,
    grant: use?.grant ? grantOf(use.grant) : null,
    facts: facts ?? null,
    now,
  }
}

function userOf({ user }: Caller): DecidedUser | null {
  if (user === null) return null
  const { organizationId, username, policy, traits } = user
  return { username, policy, traits: traits ?? {}, holder: `user:${organizationId}/${nameOf(username)}` }
}

/** The log holds printable ASCII only: any other name stands there as its digest. */
function nameOf(username: string): string {
  if (/^[!-}]*$/.test(username)) return username
  return `~${createHash("sha256").update(username).digest("base64url")}`
}

function walletOf({ id, name, tags, organizationId }: WalletRecord, { account }: Use): DecidedWallet {
  return {
    walletId: id,
    walletName: name,
    tags,
    ownerOrganizationId: organizationId,
    address: account?.address ?? "",
    addressFormat: account?.addressFormat ?? "",
    derivationPath: account?.derivationPath ?? "",
  }
}

function grantOf({ id, policyName, organizationPolicy, transactionPolicy }: GrantRecord): DecidedGrant {
  return { holder: `grant:${id}`, policyName: policyName || null, organizationPolicy, transactionPolicy }
}
