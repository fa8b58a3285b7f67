/**
 * Accounts: derived from a wallet's secret, with their private keys sealed for exactly the organization, wallet and
 * derivation that they were made for; and opened again, one at a time.
 */
import { base58 } from "@scure/base"
import type { DerivationInfo } from "~protocol"
import { addressOf, curveOf } from "./addresses"
import { isSame, spending } from "./bytes"
import { derivePrivateKey } from "./derive"
import { openKeyPair } from "./ed25519"
import { currentKey, keyOfVersion, type MasterKeys } from "./master-keys"
import { mishap, refusal } from "./mishaps"
import { canonicalPath } from "./paths"
import type { SealedAccount } from "./role"
import { type Binding, open, seal } from "./seal"
import { publicKeyOf } from "./secp256k1"
import type { Secret } from "./secrets"

export type Place = { organizationId: string; walletId: string }

/** The path of a wallet of one key. */
const WHOLE = "m"

export function deriveAccounts(
  keys: MasterKeys,
  place: Place,
  secret: Secret,
  derivations: readonly DerivationInfo[],
): SealedAccount[] {
  return derivations.map((derivation) =>
    spending(privateKeyAt(secret, derivation), (privateKey) =>
      sealAccount(keys, place, derivation, privateKey),
    ),
  )
}

/** All that the private key is bound to. */
export function bindingOf(place: Place, account: Omit<SealedAccount, "address" | "sealedKey">): Binding {
  const { derivationPath, curve, addressFormat, publicKey, keyVersion } = account
  const { organizationId, walletId } = place
  return ["account", organizationId, walletId, keyVersion, derivationPath, curve, addressFormat, publicKey]
}

/** The private key, which the caller zeroes. */
export function openAccount(keys: MasterKeys, place: Place, account: SealedAccount): Uint8Array {
  const key = keyOfVersion(keys, account.keyVersion).keyFor.account
  return open(key, Buffer.from(account.sealedKey, "base64url"), bindingOf(place, account))
}

/** The recorded public key, which must be that of the private key: it is derived, never taken on trust. */
export function requirePublicKey(derived: Uint8Array, { publicKey }: SealedAccount): void {
  if (!isSame(derived, base58.decode(publicKey))) throw mishap("an account's keys do not belong together")
}

function sealAccount(
  keys: MasterKeys,
  place: Place,
  { derivationPath, curve, addressFormat }: DerivationInfo,
  privateKey: Uint8Array,
): SealedAccount {
  const { version, keyFor } = currentKey(keys)
  const publicKey = curve === "Ed25519" ? openKeyPair(privateKey).publicBytes : publicKeyOf(privateKey)
  const address = addressOf(publicKey, addressFormat)
  const account = { derivationPath, curve, addressFormat, address, publicKey: base58.encode(publicKey) }
  const binding = bindingOf(place, { ...account, keyVersion: version })
  const sealedKey = seal(keyFor.account, privateKey, binding).toString("base64url")
  return { ...account, keyVersion: version, sealedKey }
}

function privateKeyAt(secret: Secret, { derivationPath, curve, addressFormat }: DerivationInfo): Uint8Array {
  if (curveOf[addressFormat] !== curve) throw refusal("a curve has no such addresses")
  if (secret.kind === "mnemonic") {
    if (derivationPath === WHOLE || canonicalPath(derivationPath) !== derivationPath) {
      throw refusal("a derivation path is not spelled as it is here")
    }
    return derivePrivateKey(secret.seed, derivationPath, curve)
  }
  if (derivationPath !== WHOLE || curve !== secret.curve) throw refusal("a wallet of one key has no other")
  return Uint8Array.from(secret.privateKey)
}
