/**
 * What each payload asks of the KMS, and the check of what comes back. The request is made from the stored payload
 * alone. A signature that does not verify for the approved account over the approved bytes is discarded.
 */
import { base64, base64urlnopad, hex } from "@scure/base"
import { type KmsClient, verifyEthereumMessage, verifySolanaSignature } from "~kms"
import { derivationOf, type Family, fault, type StampedRequest, type WalletReference } from "~protocol"
import { checkSignedTransaction, unsignedTransaction } from "../chains/ethereum-transaction"
import { checkSignedSolana, readSolanaTransaction } from "../chains/solana-transaction"
import type { Signed, Stamped } from "./machine"
import type { EthereumTransactionPayload, SignablePayload, SolanaTransactionPayload } from "./payload"

export function stampPayload(
  client: KmsClient,
  wallet: WalletReference,
  payload: SignablePayload,
  nonce: number | null,
): Promise<StampedRequest> {
  const account = accountOf(wallet, payload)
  switch (payload.kind) {
    case "ethereum-message":
      return client.stamp("ethereumSignMessage", {
        ...account,
        message: base64urlnopad.encode(bytesOf(payload.bytes)),
      })
    case "solana-message":
      return client.stamp("signUtf8Message", { ...account, message: payload.text, algorithm: "Ed25519" })
    case "ethereum-transaction":
      return client.stamp("signTransaction", {
        ...account,
        transaction: { kind: "RLP_ENCODED", bytes: unsignedTransaction(payload, nonceOf(nonce)) },
      })
    case "solana-transaction":
      return client.stamp("signTransaction", {
        ...account,
        transaction: base64urlnopad.encode(base64.decode(payload.transaction)),
      })
  }
}

/** Sends the request as it was written down, and verifies the answer. */
export async function sendStamped(
  client: KmsClient,
  payload: SignablePayload,
  stamped: Stamped,
): Promise<Signed> {
  const { request, nonce } = stamped
  switch (payload.kind) {
    case "ethereum-message": {
      const signature = decode((await client.send("ethereumSignMessage", request)).signature)
      const isOurs = verifyEthereumMessage(payload.address, bytesOf(payload.bytes), signature)
      return verified(isOurs, { result: `0x${hex.encode(signature)}`, submission: null })
    }
    case "solana-message": {
      const signature = decode((await client.send("signUtf8Message", request)).signature)
      const message = new TextEncoder().encode(payload.text)
      const isOurs = verifySolanaSignature(payload.address, message, signature)
      return verified(isOurs, { result: { signature: base64.encode(signature) }, submission: null })
    }
    case "ethereum-transaction": {
      const { transaction } = await client.send("signTransaction", request)
      return signedEthereum(payload, nonceOf(nonce), decode(transaction))
    }
    case "solana-transaction": {
      const { transaction } = await client.send("signTransaction", request)
      return signedSolana(payload, decode(transaction))
    }
  }
}

function signedEthereum(payload: EthereumTransactionPayload, nonce: number, bytes: Uint8Array): Signed {
  const checked = checkSignedTransaction(payload, nonce, bytes)
  if (checked === null) throw fault("SIGNATURE_WRONG")
  return { result: checked.hash, submission: { family: "ethereum", ...checked } }
}

function signedSolana(payload: SolanaTransactionPayload, bytes: Uint8Array): Signed {
  const before = readSolanaTransaction(base64.decode(payload.transaction))
  if ("unreadable" in before) throw fault("SIGNATURE_WRONG")
  const name = checkSignedSolana(before, readSolanaTransaction(bytes), payload.address)
  if (name === null) throw fault("SIGNATURE_WRONG")
  const raw = base64.encode(bytes)
  if (payload.submits === null) return { result: { transaction: raw }, submission: null }
  const signature = base64.encode(name)
  return { result: { signature }, submission: { family: "solana", raw, signature } }
}

/** Which wallet and account: the one the consent names, or none. */
function accountOf(wallet: WalletReference, { kind, address }: SignablePayload) {
  const family: Family = kind.startsWith("ethereum") ? "ethereum" : "solana"
  const known = wallet.accounts.find((other) => other.family === family && other.address === address)
  if (!known) throw fault("ACCOUNT_NOT_CONNECTED", { address })
  const { organizationId, walletId } = wallet
  const derivationInfo = { ...derivationOf[family](0), derivationPath: known.derivationPath }
  return { organizationId, walletId, derivationInfo }
}

function verified(isOurs: boolean, signed: Signed): Signed {
  if (!isOurs) throw fault("SIGNATURE_WRONG")
  return signed
}

function decode(base64url: string): Uint8Array {
  try {
    return base64urlnopad.decode(base64url)
  } catch {
    throw fault("SIGNATURE_WRONG")
  }
}

function bytesOf(hexText: string): Uint8Array {
  return hex.decode(hexText.slice(2).toLowerCase())
}

function nonceOf(nonce: number | null): number {
  if (nonce === null) throw fault("INTERNAL")
  return nonce
}
