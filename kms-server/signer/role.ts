/**
 * What the signer is asked: tasks, each inside a one-use order that the policy engine authenticated. It knows no
 * user, no rule and no table; every secret it works on comes sealed with the task.
 */
import type { DerivationInfo, DerivedAccount, MnemonicLength } from "~protocol"

/** `mnemonic`: entropy of 12 to 24 words, with its BIP-39 seed. `keypair`: one private key. */
export type SecretKind = "mnemonic" | "keypair"

/** A wallet's secret as it is stored. `keyVersion` names the master key that seals it. */
export type SealedWallet = {
  organizationId: string
  walletId: string
  kind: SecretKind
  keyVersion: number
  /** base64url. */
  sealed: string
}

/**
 * An account with its private key, sealed for this organization, wallet, key version and derivation, so that signing
 * needs no derivation. A wallet of one key has the path `m`.
 */
export type SealedAccount = DerivedAccount & { keyVersion: number; sealedKey: string }

/**
 * How a payload is signed; the signer makes the digest itself.
 *
 *   ethereum-transaction   the unsigned EIP-2718 serialization; Keccak-256; r‖s and recovery id, 65 bytes
 *   ethereum-message       the message; EIP-191; 65 bytes
 *   ethereum-typed-data    0x1901 ‖ domain separator ‖ struct hash, 66 bytes; Keccak-256; 65 bytes
 *   solana-transaction, solana-message   the bytes themselves; Ed25519; 64 bytes
 *   sui-transaction        the BCS of a transaction; the intent, Blake2b-256; flag ‖ signature ‖ public key, 97 bytes
 *   sui-message            the message, to which the signer gives its BCS length; otherwise like a transaction
 *   bitcoin-psbt           a PSBT; every input of this key is signed; answers the PSBT, not finalized
 *   raw-ed25519            the bytes themselves
 *   raw-secp256k1          a 32-byte digest; 65 bytes
 *   raw-secp256k1-keccak   bytes; Keccak-256; 65 bytes
 *   raw-schnorr            a 32-byte digest; BIP-340 with the untweaked key; 64 bytes
 */
export type Signing =
  | "ethereum-transaction"
  | "ethereum-message"
  | "ethereum-typed-data"
  | "solana-transaction"
  | "solana-message"
  | "sui-transaction"
  | "sui-message"
  | "bitcoin-psbt"
  | "raw-ed25519"
  | "raw-secp256k1"
  | "raw-secp256k1-keccak"
  | "raw-schnorr"

/** A secret of a kind that is to be made or was brought. */
export type SecretShape =
  | { kind: "mnemonic"; words: MnemonicLength }
  | { kind: "keypair"; curve: DerivationInfo["curve"] }

type Place = { organizationId: string; walletId: string }

export type Task =
  | ({ do: "create"; shape: SecretShape; derivations: DerivationInfo[] } & Place)
  | { do: "derive"; wallet: SealedWallet; derivations: DerivationInfo[] }
  | ({ do: "sign"; account: SealedAccount; signing: Signing; payload: Uint8Array } & Place)
  /** Seals a wallet anew: for another organization, or under the current master key. */
  | { do: "reseal"; wallet: SealedWallet; organizationId: string }
  | { do: "export"; wallet: SealedWallet; recipient: Uint8Array }
  | { do: "begin-import"; organizationId: string }
  | ({
      do: "complete-import"
      /** What `begin-import` answered, unchanged. */
      envelope: Uint8Array
      publicKey: Uint8Array
      /** HPKE: encapsulated key ‖ ciphertext of the secret. */
      encryptedSecret: Uint8Array
      shape: SecretShape
      derivations: DerivationInfo[]
    } & Place)

type Sealed = Pick<SealedWallet, "keyVersion" | "sealed">

/** What each task comes to. */
export type Outcomes = {
  create: Sealed & { accounts: SealedAccount[] }
  derive: { accounts: SealedAccount[] }
  sign: { signed: Uint8Array }
  reseal: Sealed
  /** HPKE: encapsulated key ‖ ciphertext. */
  export: { bundle: Uint8Array }
  "begin-import": { envelope: Uint8Array; publicKey: Uint8Array }
  "complete-import": Sealed & { accounts: SealedAccount[] }
}

export type TaskOf<Name extends Task["do"]> = Extract<Task, { do: Name }>

/**
 * What all passes from the policy to the signer: the order's exact CBOR bytes, and HMAC-SHA256 over them under a key
 * that only the two hold. The signer decodes the very bytes that it authenticated.
 */
export type AuthenticatedOrder = { bytes: Uint8Array; mac: Uint8Array }

/** One order, one use, until `expiresAt`. A decision that is carried out again after a crash gets another order. */
export type Order<T extends Task = Task> = { id: string; decisionId: string; expiresAt: number; task: T }

export type SignerState = {
  /** No master key yet: nothing can be opened or made. */
  sealed: boolean
  /** The master keys it holds, the one that seals first. A version is a fingerprint of its key. */
  keyVersions: number[]
}

/**
 * Throws KMS_SEALED, ORDER_REFUSED, SECRET_REFUSED (import), KEY_REFUSED (export's recipient) or INTERNAL; never with
 * anything of a secret in it.
 */
export type Signer = {
  carryOut(order: AuthenticatedOrder): Promise<Outcomes[Task["do"]]>
  state(): Promise<SignerState>
}
