/** Organizations, their users and the authenticators of those, and what one organization grants to another. */
import * as z from "zod/mini"
import { Base64Url, EpochMs, Name, OrganizationId, WalletId } from "./nouns"
import { UserPolicy, VersionedOrganizationPolicy, VersionedTransactionPolicy } from "./policies"
import { StampAlgorithm } from "./stamp"

/** A key a user brings: base64url, or the array of byte values that the published specification shows. */
export const PublicKeyBytes = z.union([
  Base64Url,
  z.array(z.int().check(z.minimum(0), z.maximum(255))).check(z.maxLength(65)),
])

/** An expiry, counted from when it is written down; at most a century. */
export const ExpiresInMs = z.optional(
  z.nullable(z.int().check(z.positive(), z.maximum(100 * 365.25 * 864e5))),
)

const Url = z.url({ protocol: /^https?$/ }).check(z.maxLength(256))
const Claim = z.string().check(z.minLength(1), z.maxLength(256))

/** What an id token must say. */
export const IdTokenClaims = z.strictObject({
  sub: Claim,
  iss: z.optional(z.nullable(Claim)),
  aud: z.optional(z.nullable(z.array(Claim).check(z.maxLength(16)))),
})
export type IdTokenClaims = z.infer<typeof IdTokenClaims>

const keypair = {
  authenticatorKind: z.literal("keypair"),
  publicKey: PublicKeyBytes,
  algorithm: StampAlgorithm,
}
const oidc = { authenticatorKind: z.literal("oidc"), idTokenClaims: IdTokenClaims }
const passkey = {
  authenticatorKind: z.literal("passkey"),
  credentialId: z.string().check(z.maxLength(1024)),
  attestationObject: z.string().check(z.maxLength(65_536)),
  clientDataJSON: z.string().check(z.maxLength(4096)),
  transports: z.optional(z.nullable(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(8)))),
}
const made = { authenticatorName: Name, expiresInMs: ExpiresInMs }
const JwkSet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).check(z.maxLength(16)) })

/** A passkey has a shape here so that it is refused with its reason: no stamp of the protocol is made by one. */
export const NewAuthenticator = z.union([
  z.strictObject({ ...made, ...keypair }),
  z.strictObject({ ...made, ...oidc, jwksUrl: Url }),
  z.strictObject({ ...made, ...oidc, jwkSet: JwkSet }),
  z.strictObject({ ...made, ...oidc, issuerUrl: Url }),
  z.strictObject({ ...made, ...passkey }),
])
export type NewAuthenticator = z.infer<typeof NewAuthenticator>

export const Trait = z.string().check(z.maxLength(256), z.regex(/^\P{Cc}*$/u))

export const NewUser = z.strictObject({
  username: Name,
  policy: UserPolicy,
  authenticators: z.array(NewAuthenticator).check(z.maxLength(8)),
  traits: z.optional(z.nullable(z.record(Name, Trait))),
  expiresInMs: ExpiresInMs,
})
export type NewUser = z.infer<typeof NewUser>

/** `createdAtMs` and `expiresAtMs` are ISO 8601 text, whatever their names say. */
const kept = {
  id: z.string(),
  authenticatorName: z.string(),
  createdAtMs: z.optional(z.string()),
  expiresAtMs: z.optional(z.string()),
}

export const Authenticator = z.union([
  z.object({ ...kept, ...keypair, publicKey: Base64Url }),
  z.object({
    ...kept,
    ...oidc,
    jwksUrl: z.optional(Url),
    issuerUrl: z.optional(Url),
    jwkSet: z.optional(JwkSet),
  }),
])
export type Authenticator = z.infer<typeof Authenticator>

export const OrganizationUser = z.object({
  username: z.string(),
  policy: UserPolicy,
  authenticators: z.array(Authenticator),
  traits: z.optional(z.record(z.string(), z.string())),
  createdAtMs: z.optional(z.int()),
  expiresAtMs: z.optional(z.int()),
})
export type OrganizationUser = z.infer<typeof OrganizationUser>

export const Organization = z.object({
  organizationId: OrganizationId,
  organizationName: z.string(),
  users: z.array(OrganizationUser),
  tags: z.array(z.string()),
})
export type Organization = z.infer<typeof Organization>

/** A grant: what `organizationId` may do with a wallet that another organization, or itself, owns. */
export const OrganizationToWallet = z.object({
  organizationId: OrganizationId,
  walletId: WalletId,
  organizationPolicy: VersionedOrganizationPolicy,
  transactionPolicy: z.optional(z.nullable(VersionedTransactionPolicy)),
  policyName: z.optional(z.nullable(Name)),
  deletedAtMs: z.optional(z.nullable(EpochMs)),
})
export type OrganizationToWallet = z.infer<typeof OrganizationToWallet>
