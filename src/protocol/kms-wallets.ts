/** Wallets in the KMS and the accounts that they derive, as the wire shows them. No secret is in any of them. */
import * as z from "zod/mini"
import {
  AddressFormat,
  type Curve,
  DerivationInfo,
  DerivationPath,
  DerivedAccount,
  Name,
  WalletId,
} from "./nouns"

/** Which account: a path whose coin type tells the rest, or all three said. */
export const AccountSelector = z.union([DerivationPath, DerivationInfo])
export type AccountSelector = z.infer<typeof AccountSelector>

/** The curves of wallets of one key; the wire has a second name for secp256k1 here. */
export const KeypairCurve = z.enum(["Ed25519", "K256"])
export type KeypairCurve = z.infer<typeof KeypairCurve>

export const Tags = z.array(Name).check(z.maxLength(16))
export const Accounts = z.array(AccountSelector).check(z.maxLength(64))

const MnemonicLength = z.union([z.literal(12), z.literal(15), z.literal(18), z.literal(21), z.literal(24)])
export type MnemonicLength = z.infer<typeof MnemonicLength>

/** A wallet of words (24 unless said otherwise), or of one key where a `curve` is named. */
export const walletParameters = {
  accounts: z.optional(z.nullable(Accounts)),
  mnemonicLength: z.optional(z.nullable(MnemonicLength)),
  curve: z.optional(KeypairCurve),
  addressFormat: z.optional(z.nullable(AddressFormat)),
}

export const Wallet = z.object({
  walletId: WalletId,
  walletName: z.string(),
  tags: z.array(z.string()),
  type: z.enum(["MNEMONIC", "KEYPAIR"]),
})
export type Wallet = z.infer<typeof Wallet>

export const KeypairAccount = z.object({
  curve: KeypairCurve,
  addressFormat: AddressFormat,
  address: z.string(),
  publicKey: z.string(),
})
export type KeypairAccount = z.infer<typeof KeypairAccount>

/** `accounts` for a wallet of words, `account` for one of a single key. */
export const WalletWithAccounts = z.extend(Wallet, {
  accounts: z.optional(z.array(DerivedAccount)),
  account: z.optional(KeypairAccount),
})
export type WalletWithAccounts = z.infer<typeof WalletWithAccounts>

export const curveOfKeypair: Readonly<Record<KeypairCurve, Curve>> = { Ed25519: "Ed25519", K256: "Secp256k1" }
