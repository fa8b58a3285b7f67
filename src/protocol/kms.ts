/**
 * What the KMS is asked and what it answers: the methods of the wire protocol that Phantom's published packages
 * speak (see docs/protocol.md). Requests are strict, so a field that nobody checks is refused; answers drop what
 * the client does not know, so an older client reads a newer KMS.
 */
import * as z from "zod/mini"
import {
  Base64Url,
  DerivationInfo,
  DerivationPath,
  DerivedAccount,
  Hex,
  Name,
  OrganizationId,
  WalletId,
} from "./nouns"
import { StampAlgorithm } from "./stamp"

/** The envelope of every request; `timestampMs` is what freshness is judged by. */
export const KmsEnvelope = z.strictObject({ method: z.string(), params: z.unknown(), timestampMs: z.int() })
export type KmsEnvelope = z.infer<typeof KmsEnvelope>

/** Which account: a path whose coin type tells the rest, or all three said. */
export const AccountSelector = z.union([DerivationPath, DerivationInfo])
export type AccountSelector = z.infer<typeof AccountSelector>

/** A key a user brings: base64url, or the array of byte values that the published specification shows. */
export const PublicKeyBytes = z.union([
  Base64Url,
  z.array(z.int().check(z.minimum(0), z.maximum(255))).check(z.maxLength(65)),
])

export const NewAuthenticator = z.strictObject({
  authenticatorName: Name,
  authenticatorKind: z.literal("keypair"),
  publicKey: PublicKeyBytes,
  algorithm: StampAlgorithm,
  expiresInMs: z.optional(z.int().check(z.positive())),
})
export type NewAuthenticator = z.infer<typeof NewAuthenticator>

/** What a user may do. ROOT may do everything, and is audited like everyone else. */
export const UserPolicy = z.union([
  z.strictObject({ type: z.literal("ROOT") }),
  z.strictObject({ type: z.literal("CEL"), preset: z.enum(["ALLOW_ALL", "DENY_ALL"]) }),
])
export type UserPolicy = z.infer<typeof UserPolicy>

export const NewUser = z.strictObject({
  username: Name,
  policy: UserPolicy,
  authenticators: z.array(NewAuthenticator).check(z.minLength(1), z.maxLength(8)),
  traits: z.optional(z.record(Name, z.string().check(z.maxLength(256), z.regex(/^\P{Cc}*$/u)))),
  expiresInMs: z.optional(z.int().check(z.positive())),
})
export type NewUser = z.infer<typeof NewUser>

const Tags = z.array(Name).check(z.maxLength(16))

export const Authenticator = z.object({
  id: z.string(),
  authenticatorName: z.string(),
  authenticatorKind: z.literal("keypair"),
  publicKey: Base64Url,
  algorithm: StampAlgorithm,
  createdAtMs: z.optional(z.string()),
  expiresAtMs: z.optional(z.string()),
})
export type Authenticator = z.infer<typeof Authenticator>

export const Organization = z.object({
  organizationId: OrganizationId,
  organizationName: z.string(),
  users: z.array(
    z.object({
      username: z.string(),
      policy: UserPolicy,
      authenticators: z.array(Authenticator),
      traits: z.optional(z.record(z.string(), z.string())),
      createdAtMs: z.optional(z.int()),
      expiresAtMs: z.optional(z.int()),
    }),
  ),
  tags: z.array(z.string()),
})
export type Organization = z.infer<typeof Organization>

export const Wallet = z.object({
  walletId: WalletId,
  walletName: z.string(),
  tags: z.array(z.string()),
  type: z.enum(["MNEMONIC", "KEYPAIR"]),
})
export type Wallet = z.infer<typeof Wallet>

export const WalletWithAccounts = z.extend(Wallet, { accounts: z.array(DerivedAccount) })
export type WalletWithAccounts = z.infer<typeof WalletWithAccounts>

const Accounts = z.array(AccountSelector).check(z.maxLength(64))
const MnemonicLength = z.union([z.literal(12), z.literal(15), z.literal(18), z.literal(21), z.literal(24)])
const MnemonicParameters = { accounts: z.optional(Accounts), mnemonicLength: z.optional(MnemonicLength) }

/** Members that every use of a wallet has. A `policyName` never widens what the caller has. */
const WalletUse = {
  organizationId: OrganizationId,
  walletId: WalletId,
  policyName: z.optional(z.nullable(Name)),
}

/**
 * A transaction to sign: base64url bytes (Solana: a whole transaction or a bare message), or the unsigned
 * EIP-2718 serialization of an Ethereum one.
 */
export const UnsignedTransaction = z.union([
  Base64Url,
  z.strictObject({ kind: z.literal("RLP_ENCODED"), bytes: Hex }),
])
export type UnsignedTransaction = z.infer<typeof UnsignedTransaction>

const Signed = z.object({ signature: Base64Url, address: z.string(), publicKey: z.string() })

export const SignedTransaction = z.object({
  kind: z.optional(z.string()),
  /** Base64url of the signed serialization, for Ethereum too. */
  transaction: Base64Url,
  signature: z.optional(Base64Url),
  address: z.string(),
  publicKey: z.string(),
})
export type SignedTransaction = z.infer<typeof SignedTransaction>

function call<Params extends z.ZodMiniType, Result extends z.ZodMiniType>(params: Params, result: Result) {
  return { params, result }
}

/** The methods this KMS offers: what each takes and what it gives. */
export const kmsMethods = {
  /** A new organization; stamped by the key it registers, or unstamped as the published clients may send it. */
  createOrganization: call(
    z.strictObject({
      organizationName: Name,
      users: z.array(NewUser).check(z.minLength(1), z.maxLength(16)),
      tags: z.optional(Tags),
    }),
    Organization,
  ),
  getOrganization: call(z.strictObject({ organizationId: OrganizationId }), Organization),
  /** The organization that the stamping key founded; NOT_FOUND where it founded none. */
  getPhantomOrganization: call(z.strictObject({}), Organization),
  /** The same, made where there is none, with the stamping key as its ROOT user. Asked twice, it makes one. */
  getOrCreatePhantomOrganization: call(z.strictObject({ publicKey: z.optional(Base64Url) }), Organization),
  createWallet: call(
    z.strictObject({
      organizationId: OrganizationId,
      walletName: Name,
      tags: z.optional(Tags),
      ...MnemonicParameters,
    }),
    WalletWithAccounts,
  ),
  /** One wallet for each (organization, tag), however often and from wherever it is asked for. */
  getOrCreateWalletWithTag: call(
    z.strictObject({
      organizationId: OrganizationId,
      walletName: Name,
      tag: Name,
      ...MnemonicParameters,
    }),
    WalletWithAccounts,
  ),
  getOrganizationWallets: call(
    z.strictObject({
      organizationId: OrganizationId,
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
      offset: z.optional(z.int().check(z.nonnegative())),
    }),
    z.object({ wallets: z.array(Wallet), totalCount: z.int(), limit: z.int(), offset: z.int() }),
  ),
  getAccounts: call(z.strictObject({ ...WalletUse, accounts: Accounts }), z.array(DerivedAccount)),
  /** `message` is the text itself. The KMS refuses text that is a Solana transaction message in disguise. */
  signUtf8Message: call(
    z.strictObject({
      ...WalletUse,
      message: z.string().check(z.maxLength(65_536)),
      algorithm: z.literal("Ed25519"),
      derivationInfo: DerivationInfo,
    }),
    Signed,
  ),
  /** EIP-191: `message` is base64url of the bytes, the KMS puts the prefix before them. 65 bytes r‖s‖v, v 27 or 28. */
  ethereumSignMessage: call(
    z.strictObject({ ...WalletUse, message: Base64Url, derivationInfo: z.optional(AccountSelector) }),
    Signed,
  ),
  signTransaction: call(
    z.strictObject({
      ...WalletUse,
      transaction: UnsignedTransaction,
      derivationInfo: z.optional(AccountSelector),
      submissionConfig: z.optional(z.strictObject({ chain: z.string(), network: z.string() })),
      simulationConfig: z.optional(z.strictObject({ account: z.string() })),
    }),
    SignedTransaction,
  ),
} as const

export type KmsMethod = keyof typeof kmsMethods
export type KmsParams<M extends KmsMethod> = z.infer<(typeof kmsMethods)[M]["params"]>
export type KmsResult<M extends KmsMethod> = z.infer<(typeof kmsMethods)[M]["result"]>

/** Methods of the protocol that are known by name and answered with METHOD_UNAVAILABLE. */
export const kmsMethodsUnavailable = [
  "addUserToOrganization",
  "updateUserInOrganization",
  "deleteUserFromOrganization",
  "createAuthenticator",
  "updateAuthenticator",
  "deleteAuthenticator",
  "getWalletWithTag",
  "signRawPayload",
  "ethereumSignTypedData",
  "initWalletImport",
  "completeImportWallet",
  "exportWallet",
  "grantOrganizationAccess",
  "revokeOrganizationAccess",
  "transferOrganizationWallet",
  "getWalletAccessGrantsRequest",
  "listPendingMigrations",
  "completeWalletTransfer",
] as const

/**
 * An error on the wire: a superset of what the published clients read. `type` is the fault's code in kebab case;
 * `serverTimeMs` comes with every 401, so that a client with a wrong clock can tell.
 */
export const KmsError = z.object({
  error: z.string(),
  message: z.string(),
  type: z.string(),
  title: z.string(),
  detail: z.string(),
  requestId: z.string(),
  serverTimeMs: z.optional(z.int()),
})
export type KmsError = z.infer<typeof KmsError>
