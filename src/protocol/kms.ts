/**
 * What the KMS is asked and what it answers: the methods of the wire protocol that Phantom's published packages
 * speak (see docs/protocol.md). Requests are strict, so a field that nobody checks is refused; answers drop what
 * the client does not know, so an older client reads a newer KMS.
 */
import * as z from "zod/mini"
import { AccountSelector, Accounts, Tags, Wallet, WalletWithAccounts, walletParameters } from "./kms-wallets"
import { Base64Url, DerivedAccount, EpochMs, Hex, Name, OrganizationId, WalletId } from "./nouns"
import {
  Authenticator,
  ExpiresInMs,
  NewAuthenticator,
  NewUser,
  Organization,
  OrganizationToWallet,
  Trait,
} from "./organizations"
import { UserPolicy, VersionedOrganizationPolicy, VersionedTransactionPolicy } from "./policies"

/** The envelope of every request; `timestampMs` is what freshness is judged by. */
export const KmsEnvelope = z.strictObject({ method: z.string(), params: z.unknown(), timestampMs: z.int() })
export type KmsEnvelope = z.infer<typeof KmsEnvelope>

const PolicyName = z.optional(z.nullable(Name))

/** Members that every use of a wallet has. A `policyName` never widens what the caller has. */
const walletUse = { organizationId: OrganizationId, walletId: WalletId, policyName: PolicyName }
const derived = { derivationInfo: z.optional(z.nullable(AccountSelector)) }
const between = {
  ownerOrganizationId: OrganizationId,
  targetOrganizationId: OrganizationId,
  walletId: WalletId,
}
const page = {
  limit: z.optional(z.nullable(z.int().check(z.minimum(1), z.maximum(100)))),
  offset: z.optional(z.nullable(z.int().check(z.nonnegative(), z.maximum(2 ** 31 - 1)))),
}
const paged = { totalCount: z.int(), limit: z.int(), offset: z.int() }

/** Standard base64, padded: import, export and PSBT use it where all else is base64url. */
export const Base64 = z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/))

/** Algorithms of signatures by wallet keys, as the wire names them. */
export const SignatureAlgorithm = z.enum([
  "Ed25519",
  "Secp256k1",
  "Secp256k1Keccak256",
  "Secp256k1Schnorr",
  "Secp256r1",
])
export type SignatureAlgorithm = z.infer<typeof SignatureAlgorithm>

const Quantity = z.union([
  z.int().check(z.nonnegative()),
  z.string().check(z.regex(/^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/)),
])

/**
 * A transaction to sign: base64url bytes (Solana and Sui; for Solana a whole transaction or a bare message), the
 * unsigned EIP-2718 serialization of an Ethereum one, its EIP-1559 members, or a PSBT in base64.
 */
export const UnsignedTransaction = z.union([
  Base64Url,
  z.strictObject({ kind: z.literal("RLP_ENCODED"), bytes: Hex }),
  z.strictObject({
    kind: z.literal("EIP_1559"),
    chainId: Quantity,
    nonce: Quantity,
    maxFeePerGas: Quantity,
    maxPriorityFeePerGas: Quantity,
    gasLimit: Quantity,
    to: z.string().check(z.regex(/^0x[0-9a-fA-F]{40}$/)),
    value: Quantity,
    data: z.optional(z.nullable(Hex)),
  }),
  z.strictObject({ kind: z.literal("PSBT"), bytes: Base64 }),
])
export type UnsignedTransaction = z.infer<typeof UnsignedTransaction>

/** EIP-712 data; that its types, primary type and message fit together is checked by whoever signs it. */
export const TypedData = z.strictObject({
  types: z.record(
    z.string(),
    z.array(z.strictObject({ name: z.string(), type: z.string() })).check(z.maxLength(128)),
  ),
  primaryType: z.string(),
  domain: z.record(z.string(), z.unknown()),
  message: z.record(z.string(), z.unknown()),
})
export type TypedData = z.infer<typeof TypedData>

/** Where a signed transaction is to be sent, as the published clients say it: `solana` and `mainnet`. */
export const SubmissionConfig = z.strictObject({
  chain: z.string().check(z.maxLength(32)),
  network: z.string().check(z.maxLength(32)),
})
export type SubmissionConfig = z.infer<typeof SubmissionConfig>

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

/** `envelope` is sealed for the KMS itself; `publicKey` is the X25519 key to encrypt the secret to. Both base64. */
export const ImportEnvelope = z.strictObject({ envelope: Base64, publicKey: Base64 })
export type ImportEnvelope = z.infer<typeof ImportEnvelope>

const user = { organizationId: OrganizationId, username: Name }

function call<Params extends z.ZodMiniType, Result extends z.ZodMiniType>(params: Params, result: Result) {
  return { params, result }
}

/** The methods of the KMS: what each takes and what it gives. */
export const kmsMethods = {
  /** A new organization; stamped by the key it registers, or unstamped as the published clients may send it. */
  createOrganization: call(
    z.strictObject({
      organizationName: Name,
      users: z.array(NewUser).check(z.minLength(1), z.maxLength(16)),
      tags: z.optional(z.nullable(Tags)),
    }),
    Organization,
  ),
  getOrganization: call(z.strictObject({ organizationId: OrganizationId }), Organization),
  /** The organization that the stamping key founded; NOT_FOUND where it founded none. */
  getPhantomOrganization: call(z.strictObject({}), Organization),
  /** The same, made where there is none, with the stamping key as its ROOT user. Asked twice, it makes one. */
  getOrCreatePhantomOrganization: call(z.strictObject({ publicKey: z.optional(Base64Url) }), Organization),

  addUserToOrganization: call(
    z.strictObject({
      organizationId: OrganizationId,
      user: NewUser,
      replaceExpirable: z.optional(z.nullable(z.boolean())),
    }),
    Organization,
  ),
  updateUserInOrganization: call(
    z.strictObject({
      ...user,
      newPolicy: z.optional(z.nullable(UserPolicy)),
      addTraits: z.optional(z.nullable(z.record(Name, Trait))),
      removeTraits: z.optional(z.nullable(z.array(Name).check(z.maxLength(64)))),
    }),
    Organization,
  ),
  deleteUserFromOrganization: call(z.strictObject(user), Organization),
  /** `authenticatorName` beside the authenticator is what a published client repeats; it is not read. */
  createAuthenticator: call(
    z.strictObject({
      ...user,
      authenticator: NewAuthenticator,
      replaceExpirable: z.optional(z.nullable(z.boolean())),
      authenticatorName: z.optional(Name),
    }),
    Authenticator,
  ),
  updateAuthenticator: call(
    z.strictObject({
      ...user,
      authenticatorId: z.uuid(),
      authenticator: z.strictObject({
        authenticatorName: z.optional(z.nullable(Name)),
        expiresInMs: ExpiresInMs,
      }),
    }),
    Authenticator,
  ),
  deleteAuthenticator: call(z.strictObject({ ...user, authenticatorId: z.uuid() }), Authenticator),

  createWallet: call(
    z.strictObject({
      organizationId: OrganizationId,
      walletName: Name,
      tags: z.optional(z.nullable(Tags)),
      ...walletParameters,
    }),
    WalletWithAccounts,
  ),
  /** One wallet for each (organization, tag), however often and from wherever it is asked for. */
  getOrCreateWalletWithTag: call(
    z.strictObject({ organizationId: OrganizationId, walletName: Name, tag: Name, ...walletParameters }),
    WalletWithAccounts,
  ),
  /** A published client says `derivationPaths` where the specification says `accounts`. */
  getWalletWithTag: call(
    z.strictObject({
      organizationId: OrganizationId,
      tag: Name,
      ...walletParameters,
      derivationPaths: z.optional(z.nullable(Accounts)),
    }),
    WalletWithAccounts,
  ),
  getOrganizationWallets: call(
    z.strictObject({ organizationId: OrganizationId, ...page }),
    z.object({ wallets: z.array(Wallet), ...paged }),
  ),
  getAccounts: call(z.strictObject({ ...walletUse, accounts: Accounts }), z.array(DerivedAccount)),

  /** `payload` is signed as it is; how, `algorithm` says. Denied unless a rule grants it by name. */
  signRawPayload: call(
    z.strictObject({ ...walletUse, payload: Base64, algorithm: SignatureAlgorithm, ...derived }),
    Signed,
  ),
  /** `message` is the text itself. The KMS refuses text that is a Solana transaction message in disguise. */
  signUtf8Message: call(
    z.strictObject({
      ...walletUse,
      message: z.string().check(z.maxLength(65_536)),
      algorithm: SignatureAlgorithm,
      derivationInfo: AccountSelector,
    }),
    Signed,
  ),
  /** EIP-191: `message` is base64url of the bytes, the KMS puts the prefix before them. 65 bytes r‖s‖v, v 27 or 28. */
  ethereumSignMessage: call(z.strictObject({ ...walletUse, message: Base64Url, ...derived }), Signed),
  ethereumSignTypedData: call(z.strictObject({ ...walletUse, typedData: TypedData, ...derived }), Signed),
  signTransaction: call(
    z.strictObject({
      ...walletUse,
      transaction: UnsignedTransaction,
      ...derived,
      submissionConfig: z.optional(z.nullable(SubmissionConfig)),
      simulationConfig: z.optional(
        z.nullable(z.strictObject({ account: z.string().check(z.maxLength(128)) })),
      ),
    }),
    SignedTransaction,
  ),

  initWalletImport: call(z.strictObject({ organizationId: OrganizationId }), ImportEnvelope),
  completeImportWallet: call(
    z.strictObject({
      organizationId: OrganizationId,
      walletName: Name,
      importEnvelope: ImportEnvelope,
      encryptedSecret: Base64,
      tags: z.optional(z.nullable(Tags)),
      ...walletParameters,
    }),
    WalletWithAccounts,
  ),
  /** `publicKey` is X25519 in base64; the bundle is base64 of HPKE's encapsulated key and ciphertext. */
  exportWallet: call(
    z.strictObject({ ...walletUse, publicKey: Base64 }),
    z.object({ encryptedBundle: Base64 }),
  ),

  grantOrganizationAccess: call(
    z.strictObject({
      ...between,
      policy: VersionedOrganizationPolicy,
      transactionPolicy: z.optional(z.nullable(VersionedTransactionPolicy)),
      policyName: PolicyName,
    }),
    OrganizationToWallet,
  ),
  revokeOrganizationAccess: call(
    z.strictObject({ ...between, targetPolicyName: PolicyName }),
    OrganizationToWallet,
  ),
  /** Offers the wallet to the target, which takes it with `completeWalletTransfer`; until then nothing changes. */
  transferOrganizationWallet: call(
    z.strictObject({ ...between, retainPolicy: z.optional(z.nullable(VersionedOrganizationPolicy)) }),
    OrganizationToWallet,
  ),
  /** The name really ends in "Request". */
  getWalletAccessGrantsRequest: call(
    z.strictObject({ ...between, ...page }),
    z.object({ grants: z.array(OrganizationToWallet), ...paged }),
  ),
  listPendingMigrations: call(
    z.strictObject({ organizationId: OrganizationId }),
    z.object({ pendingMigrations: z.array(z.object({ migrationId: z.string() })) }),
  ),
  completeWalletTransfer: call(
    z.strictObject({ organizationId: OrganizationId, migrationId: z.uuid() }),
    OrganizationToWallet,
  ),
} as const

export type KmsMethod = keyof typeof kmsMethods
export type KmsParams<M extends KmsMethod> = z.infer<(typeof kmsMethods)[M]["params"]>
export type KmsResult<M extends KmsMethod> = z.infer<(typeof kmsMethods)[M]["result"]>

/** What `POST /prepare` is asked before a Solana transaction is signed. It has no time: it changes nothing. */
export const PrepareRequest = z.strictObject({
  transaction: Base64Url,
  organizationId: OrganizationId,
  submissionConfig: z.optional(SubmissionConfig),
  simulationConfig: z.strictObject({ account: z.string().check(z.maxLength(128)) }),
  authenticatorPublicKey: z.optional(z.string().check(z.maxLength(128))),
})
export type PrepareRequest = z.infer<typeof PrepareRequest>

/** The transaction to sign instead, here always the one that was asked about. */
export const Prepared = z.object({
  transaction: Base64Url,
  simulationResult: z.optional(z.unknown()),
  memoryConfigUsed: z.optional(
    z.object({
      usdCentsLimitPerDay: z.int(),
      memoryAccount: z.string(),
      memoryId: z.int(),
      memoryBump: z.int(),
    }),
  ),
})
export type Prepared = z.infer<typeof Prepared>

/** The four amounts of a limit that was reached, in US cents. */
export const SpendingLimitAmounts = z.object({
  previousSpendCents: z.int(),
  transactionSpendCents: z.int(),
  totalSpendCents: z.int(),
  limitCents: z.int(),
})
export type SpendingLimitAmounts = z.infer<typeof SpendingLimitAmounts>

/** A rule that decided, and what stood beside it. `policy` is `user` or `grant`; the place counts from 0. */
export const DeterminingRule = z.object({
  policy: z.string(),
  rule: z.string(),
  comment: z.string(),
  outcome: z.enum(["ALLOW", "DENY"]),
})
export type DeterminingRule = z.infer<typeof DeterminingRule>

/** What is left of a limit that stood in the way, in the smallest unit of its asset, in decimal. */
export const RemainingLimit = z.object({
  asset: z.string(),
  windowMs: z.int(),
  limit: z.string(),
  spent: z.string(),
  asked: z.string(),
  left: z.string(),
})
export type RemainingLimit = z.infer<typeof RemainingLimit>

/** How many requests one outlook may be asked for. */
export const OUTLOOK_MAX = 20

/**
 * What `POST /outlook` is asked: whether these requests would be done, one after the other, now. Its stamp is over words
 * that no other endpoint takes, so that whoever sees it can have nothing done by it.
 */
export const OutlookRequest = z.strictObject({
  would: z
    .array(z.strictObject({ method: z.string().check(z.maxLength(64)), params: z.unknown() }))
    .check(z.minLength(1), z.maxLength(OUTLOOK_MAX)),
  timestampMs: EpochMs,
})
export type OutlookRequest = z.infer<typeof OutlookRequest>

/**
 * Of one request: whether it would be done, the rules that decided, and the limits that it would count against; of a
 * denial those that stand in its way. `type` and `why` are what the denial itself would say.
 */
export const Foresight = z.object({
  allowed: z.boolean(),
  type: z.nullable(z.string()),
  why: z.nullable(z.string()),
  rules: z.array(DeterminingRule),
  limits: z.array(RemainingLimit),
})
export type Foresight = z.infer<typeof Foresight>

/** One for each, in their order, up to the first that is denied. */
export const Foreseen = z.object({
  outlook: z.array(Foresight).check(z.minLength(1), z.maxLength(OUTLOOK_MAX)),
})
export type Foreseen = z.infer<typeof Foreseen>

/**
 * An error on the wire: a superset of what the published clients read. `type` is the fault's code in kebab case;
 * `serverTimeMs` comes with every 401, so that a client with a wrong clock can tell. A denial names the rules that
 * decided and what is left of the limits in its way; `spending-limit-exceeded` has the four amounts.
 */
export const KmsError = z.object({
  error: z.string(),
  message: z.string(),
  type: z.string(),
  title: z.string(),
  detail: z.string(),
  requestId: z.string(),
  serverTimeMs: z.optional(EpochMs),
  retryAfterMs: z.optional(z.int()),
  rules: z.optional(z.array(DeterminingRule)),
  limits: z.optional(z.array(RemainingLimit)),
  ...z.partial(SpendingLimitAmounts).shape,
})
export type KmsError = z.infer<typeof KmsError>
