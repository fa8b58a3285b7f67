/**
 * Policies as they stand on the wire: what a user may do, what an organization may do with a wallet, and what a
 * Solana transaction may contain. A shape says nothing of sense: CEL is checked when a policy is written.
 */
import * as z from "zod/mini"
import { DerivationInfo, DerivationPath, WalletId } from "./nouns"

/** How much text a policy may be; the KMS refuses more than 64 rules of 100 nodes. */
const MAX_RULES = 64
const MAX_EXPRESSION = 4096

const Comment = z.string().check(z.maxLength(256))

/** A rule matches where its expression is true. Any DENY that matches wins, and any error is a deny. */
export const CelRule = z.strictObject({
  expression: z.string().check(z.minLength(1), z.maxLength(MAX_EXPRESSION)),
  outcome: z.enum(["ALLOW", "DENY"]),
  comment: Comment,
})
export type CelRule = z.infer<typeof CelRule>

/** A value that rules read as `constants.name`. */
export const CelConstant = z.strictObject({
  name: z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)),
  value: z.unknown(),
  comment: Comment,
})
export type CelConstant = z.infer<typeof CelConstant>

const fullPolicy = {
  rules: z.array(CelRule).check(z.maxLength(MAX_RULES)),
  constants: z.array(CelConstant).check(z.maxLength(MAX_RULES)),
}

const Int32 = z.int().check(z.minimum(-(2 ** 31)), z.maximum(2 ** 31 - 1))

/** A daily limit in US cents. The `memory` members name an account on chain; this KMS counts by itself. */
export const UsdLimitSettings = z.strictObject({
  usdCentsLimitPerDay: Int32.check(z.nonnegative()),
  memoryAccount: z.string().check(z.maxLength(64)),
  memoryId: Int32,
  memoryBump: Int32,
})
export type UsdLimitSettings = z.infer<typeof UsdLimitSettings>

const presets = ["ALLOW_ALL", "DENY_ALL", "LEGACY_USER_ROLE"] as const
const dappPreset = {
  preset: z.literal("DAPP_CONNECTION_USER"),
  walletId: WalletId,
  usdLimit: z.optional(z.nullable(UsdLimitSettings)),
}

/** What a user may do. ROOT may do everything, and is audited and limited like everyone else. */
export const UserPolicy = z.union([
  z.strictObject({ type: z.literal("ROOT") }),
  z.strictObject({ type: z.literal("CEL"), preset: z.enum(presets) }),
  z.strictObject({ type: z.literal("CEL"), ...dappPreset }),
  z.strictObject({ type: z.literal("CEL"), ...fullPolicy }),
])
export type UserPolicy = z.infer<typeof UserPolicy>

export const OrganizationWalletScope = z.enum([
  "owner",
  "signaturePayload",
  "signatureTransaction",
  "ethereumSignMessage",
  "ethereumSignTypedData",
  "exportWallet",
])
export type OrganizationWalletScope = z.infer<typeof OrganizationWalletScope>

/** Whether the ROOT users of the organization that holds a grant are above its rules. */
export const OrganizationRootAccess = z.union([
  z.strictObject({ type: z.literal("ALWAYS") }),
  z.strictObject({ type: z.literal("AFTER_TIMESTAMP"), timestampMs: z.int().check(z.nonnegative()) }),
  z.strictObject({ type: z.literal("NONE") }),
])
export type OrganizationRootAccess = z.infer<typeof OrganizationRootAccess>

const v1 = { version: z.literal("v1"), rootAccess: OrganizationRootAccess }

/** What an organization may do with a wallet. */
export const VersionedOrganizationPolicy = z.union([
  z.strictObject({
    version: z.literal("v0"),
    scopes: z.array(OrganizationWalletScope).check(z.maxLength(6)),
    derivationAllowlist: z.optional(
      z.nullable(z.array(z.union([DerivationPath, DerivationInfo])).check(z.maxLength(64))),
    ),
  }),
  z.strictObject({ ...v1, preset: z.enum(presets) }),
  z.strictObject({ ...v1, ...dappPreset }),
  z.strictObject({ ...v1, ...fullPolicy }),
])
export type VersionedOrganizationPolicy = z.infer<typeof VersionedOrganizationPolicy>

const Lamports = z.optional(z.nullable(z.int().check(z.nonnegative())))
const Addresses = z.array(z.string().check(z.maxLength(64))).check(z.maxLength(64))

export const InstructionValidation = z.union([
  z.strictObject({ rule: z.literal("SystemInstructionLamportsThreshold"), min: Lamports, max: Lamports }),
  z.strictObject({ rule: z.literal("SystemInstructionRecipientAllowlist"), allowlist: Addresses }),
  z.strictObject({
    rule: z.literal("TransferCheckedConstraints"),
    min: Lamports,
    max: Lamports,
    mintAllowlist: z.optional(z.nullable(Addresses)),
    recipientAllowlist: z.optional(z.nullable(Addresses)),
  }),
])
export type InstructionValidation = z.infer<typeof InstructionValidation>

/** An instruction of a program, by its first byte or its first four (little endian), whichever the program uses. */
export const InstructionMatcher = z.strictObject({
  programId: z.string().check(z.maxLength(64)),
  discriminator: z.union([
    z.literal("Any"),
    z.strictObject({ Exact: Int32 }),
    z.strictObject({ In: z.array(Int32).check(z.maxLength(64)) }),
  ]),
  validate: z.optional(z.array(InstructionValidation).check(z.maxLength(16))),
})
export type InstructionMatcher = z.infer<typeof InstructionMatcher>

const Matchers = z.array(InstructionMatcher).check(z.maxLength(64))

export const SignerPolicyRule = z.union([
  z.strictObject({ rule: z.literal("NoSignerAccountUsage"), allowlist: z.optional(Matchers) }),
  z.strictObject({ rule: z.literal("BundleSizeLimit"), max: z.int().check(z.nonnegative()) }),
  z.strictObject({
    rule: z.literal("ComputeBudgetLimit"),
    maxComputeUnits: Lamports,
    maxComputeUnitPrice: Lamports,
  }),
  z.strictObject({ rule: z.literal("NoAddressLookupTables") }),
  z.strictObject({ rule: z.literal("InstructionAllowlist"), instructions: Matchers }),
  z.strictObject({ rule: z.literal("InstructionDenylist"), instructions: Matchers }),
  z.strictObject({ rule: z.literal("AllowAll") }),
])
export type SignerPolicyRule = z.infer<typeof SignerPolicyRule>

/** What a transaction may contain, beside what the organization may do. */
export const VersionedTransactionPolicy = z.strictObject({
  version: z.literal("v0"),
  solana: z.optional(
    z.nullable(z.strictObject({ rules: z.array(SignerPolicyRule).check(z.maxLength(MAX_RULES)) })),
  ),
})
export type VersionedTransactionPolicy = z.infer<typeof VersionedTransactionPolicy>
