/**
 * Grants of version 0: a list of scopes, each a handful of methods, and perhaps a list of accounts. A scope takes the
 * dangers that its name says; whoever holds the seed holds every account, so an export needs a grant of all of them.
 */
import type { KmsMethod, OrganizationWalletScope, VersionedOrganizationPolicy } from "~protocol"
import type { Danger } from "../facts"
import type { Case } from "./cases"
import { allow, deny, type Judgement } from "./judgement"
import { kindIn } from "./methods"
import { dappDangers, ungranted } from "./presets"

export type Scopes = Extract<VersionedOrganizationPolicy, { version: "v0" }>

const scopeOf: Readonly<Partial<Record<KmsMethod, OrganizationWalletScope>>> = {
  signRawPayload: "signaturePayload",
  signTransaction: "signatureTransaction",
  ethereumSignMessage: "ethereumSignMessage",
  signUtf8Message: "ethereumSignMessage",
  ethereumSignTypedData: "ethereumSignTypedData",
  exportWallet: "exportWallet",
}

const everyDanger: ReadonlySet<Danger> = new Set([
  ...dappDangers,
  "rawPayload",
  "digest",
  "eip7702",
  "unknownTransaction",
])
const payloadDangers: ReadonlySet<Danger> = new Set(["rawPayload", "digest"])
const none: ReadonlySet<Danger> = new Set()

const dangersOf: Readonly<Record<OrganizationWalletScope, ReadonlySet<Danger>>> = {
  owner: everyDanger,
  signaturePayload: payloadDangers,
  signatureTransaction: dappDangers,
  ethereumSignMessage: none,
  ethereumSignTypedData: dappDangers,
  exportWallet: none,
}

export function judgeScopes(asked: Case, grant: Scopes): Judgement {
  const scope = usedScope(asked.request.method, grant.scopes)
  const rule = (outcome: "ALLOW" | "DENY") => [
    { policy: "grant", rule: scope ?? "scopes", comment: "", outcome },
  ]
  if (!scope) return deny(`no scope of the grant is for ${asked.request.method}`, rule("DENY"))
  const why = accountObjection(asked, grant) ?? ungranted(asked, dangersOf[scope])
  return why ? deny(why, rule("DENY")) : allow(rule("ALLOW"))
}

/** Accounts may be looked at under any scope. */
function usedScope(method: KmsMethod, scopes: readonly OrganizationWalletScope[]) {
  if (scopes.includes("owner")) return "owner"
  const isAccount = kindIn(method) === "account"
  return scopes.find((scope) => isAccount || scope === scopeOf[method]) ?? null
}

function accountObjection({ request, wallet }: Case, { derivationAllowlist }: Scopes): string | null {
  if (!derivationAllowlist) return null
  if (request.method === "exportWallet") return "the grant is for some accounts, and an export is all of them"
  if (kindIn(request.method) !== "sign") return null
  const isListed = derivationAllowlist.some((entry) =>
    typeof entry === "string"
      ? entry === wallet?.derivationPath
      : entry.derivationPath === wallet?.derivationPath && entry.addressFormat === wallet.addressFormat,
  )
  return isListed ? null : "the grant is not for this account"
}
