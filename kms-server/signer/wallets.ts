/** Wallets: their secrets sealed for exactly the organization, wallet and kind that they were made for, and opened. */

import type { Place } from "./accounts"
import { spending } from "./bytes"
import { currentKey, keyOfVersion, type MasterKeys } from "./master-keys"
import type { SealedWallet, SecretKind } from "./role"
import { type Binding, open, seal } from "./seal"
import { packSecret, type Secret, unpackSecret } from "./secrets"

/** Under the current master key. */
export function sealWallet(
  keys: MasterKeys,
  place: Place,
  secret: Secret,
): Pick<SealedWallet, "keyVersion" | "sealed"> {
  const { version, keyFor } = currentKey(keys)
  const binding = bindingOf(place, version, secret.kind)
  const sealed = spending(packSecret(secret), (packed) => seal(keyFor.wallet, packed, binding))
  return { keyVersion: version, sealed: sealed.toString("base64url") }
}

/** The secret, which the caller zeroes. */
export function openWallet(keys: MasterKeys, wallet: SealedWallet): Secret {
  const { keyFor } = keyOfVersion(keys, wallet.keyVersion)
  const binding = bindingOf(wallet, wallet.keyVersion, wallet.kind)
  const packed = open(keyFor.wallet, Buffer.from(wallet.sealed, "base64url"), binding)
  return spending(packed, () => unpackSecret(packed, wallet.kind))
}

function bindingOf({ organizationId, walletId }: Place, keyVersion: number, kind: SecretKind): Binding {
  return ["wallet", organizationId, walletId, keyVersion, kind]
}
