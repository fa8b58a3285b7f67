/**
 * What every method about an organization starts from: its caller is a member of it, keys and policies that are
 * written down are acceptable, and quotas are kept. Says who somebody is to be, and never what he may do.
 */
import {
  type EpochMs,
  fault,
  type NewAuthenticator,
  type NewUser,
  type StampAlgorithm,
  type UserPolicy,
  type VersionedOrganizationPolicy,
  type VersionedTransactionPolicy,
} from "~protocol"
import {
  countLastingRoots,
  findAuthenticators,
  findUser,
  listAuthenticators,
  listOidcAuthenticators,
  lockOrganization,
  type NewAuthenticatorRecord,
  type NewUserRecord,
  type Session,
} from "../../store"
import type { Caller, CallingUser } from "../callers"
import { weaknessOf } from "../keys"
import type { TrustedIssuer } from "../oidc"
import { PublicJwkSet } from "../oidc-keys"
import { unauthenticated } from "../requests"
import type { Rules } from "../rules/role"

/** What an organization may have; the one place that says so. */
export const MAX_USERS = 100
export const MAX_AUTHENTICATORS = 32
export const MAX_TRAITS = 64
/** In characters: a set of 16 RSA keys of 4096 bits. */
const MAX_SOURCE = 16_384

/** What the planners are made with. */
export type PlannersConfig = {
  rules: Pick<Rules, "mistakeIn">
  trustedIssuers: readonly TrustedIssuer[]
  /** Whether a contract is surely an ERC-20 token, and not a collection whose calls look the same. */
  isErc20: (asset: string) => boolean
}

/** The caller as a member of this organization; a request is never judged by one and carried out in another. */
export function memberOf({ user }: Caller, organizationId: string): CallingUser {
  if (user?.organizationId !== organizationId) throw unauthenticated("AUTHENTICATOR_UNKNOWN")
  return user
}

/** Only root makes root: whoever may manage users must not be able to lift himself above his own rules. */
export function refuseRise({ isRoot }: CallingUser, ...policies: UserPolicy[]): void {
  if (isRoot || !policies.some(({ type }) => type === "ROOT")) return
  throw fault("POLICY_DENIED", { policy: "only a root user changes who is root" })
}

type AnyPolicy = UserPolicy | VersionedOrganizationPolicy | VersionedTransactionPolicy

export function refuseMistaken({ rules }: PlannersConfig, policy: AnyPolicy | null | undefined): void {
  if (hasZero(policy)) throw fault("POLICY_INVALID", { where: "its text", why: "there is a zero in it" })
  const mistake = policy ? rules.mistakeIn(policy) : null
  if (mistake !== null) throw fault("POLICY_INVALID", mistake)
}

/** Holds the organization, and refuses what would take its last root authenticator without an end. */
export async function changeMembers<T>(
  session: Session,
  caller: Caller,
  organizationId: string,
  change: () => Promise<T>,
): Promise<T> {
  const organization = await lockOrganization(session, organizationId)
  if (organization === null) throw fault("NOT_FOUND", { what: "organization" })
  if (organization.disabledAt !== null) throw unauthenticated("ORGANIZATION_DISABLED")
  await requireStill(session, memberOf(caller, organizationId), caller.publicKey)
  const before = await countLastingRoots(session, organizationId)
  const made = await change()
  if (before > 0 && (await countLastingRoots(session, organizationId)) === 0) throw fault("LAST_ROOT")
  return made
}

/** Whoever was removed while he waited for the row changes nothing any more. */
async function requireStill(session: Session, member: CallingUser, publicKey: string): Promise<void> {
  const { organizationId, username, isRoot } = member
  const user = await findUser(session, organizationId, username)
  const keys = await listAuthenticators(session, organizationId, username)
  const hasKey = keys.some((key) => identityOf(key) === publicKey || `oidc:${key.id}` === publicKey)
  if (user === null || !hasKey || (isRoot && user.policy.type !== "ROOT")) {
    throw unauthenticated("AUTHENTICATOR_UNKNOWN")
  }
}

export function readUser(config: PlannersConfig, user: NewUser, createdAt: EpochMs): NewUserRecord {
  refuseMistaken(config, user.policy)
  refuseMany(user.traits ?? {})
  return {
    username: user.username,
    policy: user.policy,
    traits: user.traits ?? null,
    expiresAt: expiryOf(user.expiresInMs, createdAt),
    authenticators: user.authenticators.map((made) => readAuthenticator(config, made, createdAt)),
  }
}

export function readAuthenticator(
  config: PlannersConfig,
  made: NewAuthenticator,
  createdAt: EpochMs,
): NewAuthenticatorRecord {
  const kept = { name: made.authenticatorName, expiresAt: expiryOf(made.expiresInMs, createdAt) }
  switch (made.authenticatorKind) {
    case "passkey":
      throw fault("KEY_REFUSED", { where: "no stamp of this protocol is made by a passkey" })
    case "oidc":
      return { ...kept, kind: "oidc", publicKey: null, algorithm: null, oidc: readSource(config, made) }
    case "keypair": {
      const { algorithm } = made
      const publicKey = textOf(made.publicKey)
      refuseWeak(algorithm, publicKey)
      return { ...kept, kind: "keypair", publicKey, algorithm, oidc: null }
    }
  }
}

type OidcAuthenticator = Extract<NewAuthenticator, { authenticatorKind: "oidc" }>

/** Refuses what no token could ever be safely checked by. */
function readSource({ trustedIssuers }: PlannersConfig, made: OidcAuthenticator) {
  const { idTokenClaims } = made
  if (hasZero(made) || JSON.stringify(made).length > MAX_SOURCE) {
    throw fault("KEY_REFUSED", { where: "what it says of its issuer cannot be kept" })
  }
  const isTrusted = "issuerUrl" in made && trustedIssuers.some(({ issuer }) => issuer === made.issuerUrl)
  if (!isTrusted && !idTokenClaims.aud?.length) {
    throw fault("KEY_REFUSED", { where: "without an audience, a token made for anyone else would do" })
  }
  if ("jwkSet" in made) {
    if (!PublicJwkSet.safeParse(made.jwkSet).success) {
      throw fault("KEY_REFUSED", { where: "the key set is not one of public keys for signatures" })
    }
    return { idTokenClaims, jwkSet: made.jwkSet }
  }
  return "jwksUrl" in made
    ? { idTokenClaims, jwksUrl: made.jwksUrl }
    : { idTokenClaims, issuerUrl: made.issuerUrl }
}

export function refuseWeak(algorithm: StampAlgorithm, publicKey: string): void {
  const weakness = weaknessOf(algorithm, publicKey)
  if (weakness !== null) throw fault("KEY_REFUSED", { where: weakness })
}

/** One key, or one subject of one source, speaks for one user. */
export function refuseTwiceRegistered(authenticators: readonly NewAuthenticatorRecord[]): void {
  const names = authenticators.map(registeredAs)
  if (new Set(names).size !== names.length) throw fault("KEY_REFUSED", { where: "it is registered twice" })
}

/** Holds the organization, or races. */
export async function refuseRegistered(
  session: Session,
  organizationId: string,
  made: readonly NewAuthenticatorRecord[],
): Promise<void> {
  const sources = await listOidcAuthenticators(session, organizationId)
  const taken = new Set(sources.map(registeredAs))
  for (const record of made) {
    const { publicKey } = record
    const known = publicKey === null ? [] : await findAuthenticators(session, organizationId, { publicKey })
    if (known.length > 0 || taken.has(registeredAs(record)))
      throw fault("TAKEN", { what: "an authenticator" })
  }
}

/** Two of one name would let one token speak for two users. Of key sets inside, none is told from another. */
function registeredAs({ publicKey, oidc }: Pick<NewAuthenticatorRecord, "publicKey" | "oidc">): string {
  if (oidc === null) return publicKey ?? ""
  const { idTokenClaims, jwksUrl, issuerUrl } = oidc
  return JSON.stringify([idTokenClaims.sub, jwksUrl ?? issuerUrl ?? [idTokenClaims.iss ?? null]])
}

/** Who this is to the founders of organizations: a key, or an issuer with its subject. */
export function identityOf({ publicKey, oidc }: Pick<NewAuthenticatorRecord, "publicKey" | "oidc">) {
  return oidc?.issuerUrl === undefined ? publicKey : `oidc:${oidc.issuerUrl} ${oidc.idTokenClaims.sub}`
}

export function refuseTwice(names: readonly string[], where: string): void {
  if (new Set(names).size !== names.length) throw fault("BODY_MALFORMED", { where })
}

export function refuseMany(traits: Record<string, string>): void {
  if (Object.keys(traits).length > MAX_TRAITS) {
    throw fault("BODY_MALFORMED", { where: `a user has at most ${MAX_TRAITS} traits` })
  }
}

/** PostgreSQL has no text with a zero in it, and fails on one. */
function hasZero(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0")
  if (typeof value !== "object" || value === null) return false
  return Object.entries(value).some(([name, inside]) => hasZero(name) || hasZero(inside))
}

/** An expiry counts from now; a schema keeps it below a century. */
export function expiryOf(expiresInMs: number | null | undefined, createdAt: EpochMs): number | null {
  return expiresInMs == null ? null : createdAt + expiresInMs
}

function textOf(publicKey: string | number[]): string {
  return typeof publicKey === "string" ? publicKey : Buffer.from(publicKey).toString("base64url")
}
