/**
 * The nouns that both the wallet and the KMS use, as schemas with types of the same name.
 * Binary on the wire is unpadded base64url; amounts are decimal strings in the smallest unit; times are epoch
 * milliseconds.
 */
import * as z from "zod/mini"

/** A name a person or a program gave: 1 to 64 characters, none of them a control character. */
export const Name = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^\P{Cc}*$/u))
export type Name = z.infer<typeof Name>

/** Ids have one spelling, in lower case: seeds are sealed to it. Capitals are read and made small. */
const Id = z.uuid().check(z.toLowerCase())

export const OrganizationId = Id
export type OrganizationId = z.infer<typeof OrganizationId>

export const WalletId = Id
export type WalletId = z.infer<typeof WalletId>

/** Unpadded base64url, RFC 4648 section 5. */
export const Base64Url = z.string().check(z.regex(/^[A-Za-z0-9_-]*$/))
export type Base64Url = z.infer<typeof Base64Url>

/** `0x` and an even number of hex digits. */
export const Hex = z.string().check(z.regex(/^0x([0-9a-fA-F]{2})*$/))
export type Hex = `0x${string}`

/** SHA-256 as 64 lower-case hex digits, without `0x`. */
export const Digest = z.string().check(z.regex(/^[0-9a-f]{64}$/))
export type Digest = z.infer<typeof Digest>

/** An amount in the smallest unit of its asset (wei, lamports), in decimal. */
export const Amount = z.string().check(z.regex(/^(0|[1-9][0-9]{0,77})$/))
export type Amount = z.infer<typeof Amount>

export const EpochMs = z.int().check(z.nonnegative())
export type EpochMs = z.infer<typeof EpochMs>

/** The curve of a derived key, as the wire names it. */
export const Curve = z.enum(["Ed25519", "Secp256k1"])
export type Curve = z.infer<typeof Curve>

export const AddressFormat = z.enum(["Solana", "Ethereum", "BitcoinSegwit", "BitcoinTaproot", "Sui"])
export type AddressFormat = z.infer<typeof AddressFormat>

/** A BIP-32 or SLIP-0010 path from the master key, such as `m/44'/501'/0'/0'`. */
export const DerivationPath = z.string().check(z.regex(/^m(\/[0-9]{1,10}'?){1,10}$/))
export type DerivationPath = z.infer<typeof DerivationPath>

export const DerivationInfo = z.strictObject({
  derivationPath: DerivationPath,
  curve: Curve,
  addressFormat: AddressFormat,
})
export type DerivationInfo = z.infer<typeof DerivationInfo>

/** An address that a wallet derives; the private key never leaves the signer. `publicKey` is base58. */
export const DerivedAccount = z.object({
  derivationPath: DerivationPath,
  curve: Curve,
  addressFormat: AddressFormat,
  address: z.string(),
  publicKey: z.string(),
})
export type DerivedAccount = z.infer<typeof DerivedAccount>

/** The account at `index` of the chains that Countersign derives without being told how. */
export const derivationOf = {
  solana: (index: number): DerivationInfo => ({
    derivationPath: `m/44'/501'/${index}'/0'`,
    curve: "Ed25519",
    addressFormat: "Solana",
  }),
  ethereum: (index: number): DerivationInfo => ({
    derivationPath: `m/44'/60'/0'/0/${index}`,
    curve: "Secp256k1",
    addressFormat: "Ethereum",
  }),
} as const
