/**
 * The task `sign`: opens the one account that it names, and makes the one signature that was ordered. Each way to
 * sign has its curve and its addresses, so that no key signs for another chain than its own.
 */

import { base58 } from "@scure/base"
import type { AddressFormat, Curve } from "~protocol"
import { bindingOf, openAccount, requirePublicKey } from "./accounts"
import { SUI_ED25519 } from "./addresses"
import { signPsbt } from "./bitcoin"
import { spending } from "./bytes"
import {
  digestOf,
  eip191DigestOf,
  eip712DigestOf,
  ethereumTransactionDigestOf,
  keccakOf,
  suiMessageDigestOf,
  suiTransactionDigestOf,
} from "./digests"
import { type KeyPair, openKeyPair, signEd25519 } from "./ed25519"
import type { KeyPairs } from "./key-pairs"
import type { MasterKeys } from "./master-keys"
import { refusal } from "./mishaps"
import type { Signing, TaskOf } from "./role"
import { signBip340, signEcdsa } from "./secp256k1"

type EcdsaKey = { privateKey: Uint8Array; publicKey: Uint8Array; format: AddressFormat }

type Way = { formats: readonly AddressFormat[] } & (
  | { curve: "Ed25519"; sign: (pair: KeyPair, payload: Uint8Array) => Uint8Array }
  | { curve: "Secp256k1"; sign: (key: EcdsaKey, payload: Uint8Array) => Uint8Array }
)

const ethereum = ["Ethereum"] as const
const solana = ["Solana"] as const
const sui = ["Sui"] as const
const bitcoin = ["BitcoinSegwit", "BitcoinTaproot"] as const

const ways: Readonly<Record<Signing, Way>> = {
  "ethereum-transaction": ecdsaOver(ethereum, ethereumTransactionDigestOf),
  "ethereum-message": ecdsaOver(ethereum, eip191DigestOf),
  "ethereum-typed-data": ecdsaOver(ethereum, eip712DigestOf),
  "solana-transaction": { curve: "Ed25519", formats: solana, sign: signEd25519 },
  "solana-message": { curve: "Ed25519", formats: solana, sign: signEd25519 },
  "sui-transaction": suiOver(suiTransactionDigestOf),
  "sui-message": suiOver(suiMessageDigestOf),
  "bitcoin-psbt": { curve: "Secp256k1", formats: bitcoin, sign: (key, payload) => signPsbt(payload, key) },
  "raw-ed25519": { curve: "Ed25519", formats: [...solana, ...sui], sign: signEd25519 },
  "raw-secp256k1": ecdsaOver([...ethereum, ...bitcoin], digestOf),
  "raw-secp256k1-keccak": ecdsaOver([...ethereum, ...bitcoin], keccakOf),
  "raw-schnorr": {
    curve: "Secp256k1",
    formats: [...ethereum, ...bitcoin],
    sign: ({ privateKey, publicKey }, payload) => signBip340(privateKey, publicKey, digestOf(payload)),
  },
}

export function signOrdered(keys: MasterKeys, pairs: KeyPairs, task: TaskOf<"sign">): Uint8Array {
  const { account, payload } = task
  const way = ways[task.signing]
  requireFit(way, account)
  if (way.curve === "Ed25519") return way.sign(keyPairOf(keys, pairs, task), payload)
  return spending(openAccount(keys, task, account), (privateKey) => {
    const publicKey = base58.decode(account.publicKey)
    return way.sign({ privateKey, publicKey, format: account.addressFormat }, payload)
  })
}

function requireFit(
  way: Way,
  { curve, addressFormat }: { curve: Curve; addressFormat: AddressFormat },
): void {
  if (way.curve !== curve || !way.formats.includes(addressFormat)) {
    throw refusal("this account does not sign in this way")
  }
}

function keyPairOf(keys: MasterKeys, pairs: KeyPairs, task: TaskOf<"sign">): KeyPair {
  const { account } = task
  const name = JSON.stringify([bindingOf(task, account), account.sealedKey])
  return pairs.take(name, () =>
    spending(openAccount(keys, task, account), (secret) => {
      const pair = openKeyPair(secret)
      requirePublicKey(pair.publicBytes, account)
      return pair
    }),
  )
}

function ecdsaOver(formats: readonly AddressFormat[], digest: (payload: Uint8Array) => Uint8Array): Way {
  return {
    curve: "Secp256k1",
    formats,
    sign: ({ privateKey, publicKey }, payload) => signEcdsa(privateKey, publicKey, digest(payload)),
  }
}

/** Flag, signature and public key, 97 bytes: what Sui calls a serialized signature. */
function suiOver(digest: (payload: Uint8Array) => Uint8Array): Way {
  return {
    curve: "Ed25519",
    formats: sui,
    sign: (pair, payload) =>
      Buffer.concat([Buffer.of(SUI_ED25519), signEd25519(pair, digest(payload)), pair.publicBytes]),
  }
}
