/**
 * Signatures: each method reads the bytes that will be signed, refuses what it does not understand, and orders
 * exactly those bytes from the signer. What a client says about them is never asked.
 */
import { base58 } from "@scure/base"
import {
  type AccountSelector,
  type AddressFormat,
  type DerivedAccount,
  derivationOf,
  fault,
  type Hex,
  type KmsParams,
} from "~protocol"
import type { OrderKind } from "../../signer"
import type { WalletRecord } from "../../store"
import { derivationFor } from "../derivations"
import { readEthereumTransaction } from "../transactions/ethereum"
import { beginsLikeSolanaMessage, readSolanaTransaction } from "../transactions/solana"
import type { Bench, Planners } from "./plan"
import { openWallet, ownerAndSeed } from "./wallets"

type SignaturePlanners = Pick<Planners, "signUtf8Message" | "ethereumSignMessage" | "signTransaction">

export const signaturePlanners: SignaturePlanners = {
  async signUtf8Message(params, _caller, bench) {
    const message = Buffer.from(params.message, "utf8")
    if (beginsLikeSolanaMessage(message)) {
      throw fault("POLICY_DENIED", { policy: "this text is a Solana transaction in disguise" })
    }
    const key = await openKey(bench, params, params.derivationInfo, "Solana")
    return {
      does: "sign",
      async perform(_session, decisionId) {
        return key.answerOf({ signature: base64Url(key.sign("solana-message", message, decisionId)) })
      },
    }
  },

  async ethereumSignMessage(params, _caller, bench) {
    const message = bytesOf(params.message)
    const selector = params.derivationInfo ?? derivationOf.ethereum(0)
    const key = await openKey(bench, params, selector, "Ethereum")
    return {
      does: "sign",
      async perform(_session, decisionId) {
        const signature = key.sign("ethereum-message", message, decisionId)
        const v = 27 + (signature[64] ?? 0)
        return key.answerOf({ signature: base64Url(Uint8Array.of(...signature.subarray(0, 64), v)) })
      },
    }
  },

  signTransaction(params, _caller, bench) {
    return typeof params.transaction === "string"
      ? planSolana(params, bytesOf(params.transaction), bench)
      : planEthereum(params, params.transaction.bytes as Hex, bench)
  },
}

async function planEthereum(params: KmsParams<"signTransaction">, bytes: Hex, bench: Bench) {
  const transaction = readEthereumTransaction(bytes)
  const key = await openKey(bench, params, params.derivationInfo ?? derivationOf.ethereum(0), "Ethereum")
  return {
    does: "sign" as const,
    async perform(_session: unknown, decisionId: string) {
      const signature = key.sign("ethereum-transaction", transaction.unsigned, decisionId)
      return key.answerOf({
        kind: "RLP_ENCODED",
        transaction: base64Url(transaction.signedWith(signature)),
        signature: base64Url(signature),
      })
    },
  }
}

async function planSolana(params: KmsParams<"signTransaction">, bytes: Uint8Array, bench: Bench) {
  const transaction = readSolanaTransaction(bytes)
  const key = await openKey(bench, params, params.derivationInfo ?? derivationOf.solana(0), "Solana")
  const publicKey = base58.decode(key.account.publicKey)
  if (!transaction.hasSigner(publicKey)) {
    throw fault("TRANSACTION_UNREADABLE", { where: "this account is not one of its signers" })
  }
  return {
    does: "sign" as const,
    async perform(_session: unknown, decisionId: string) {
      const signature = key.sign("solana-transaction", transaction.message.bytes, decisionId)
      return key.answerOf({
        kind: "SOLANA",
        transaction: base64Url(transaction.signedWith(publicKey, signature)),
        signature: base64Url(signature),
      })
    },
  }
}

type Key = {
  account: DerivedAccount
  sign(kind: OrderKind, payload: Uint8Array, decisionId: string): Uint8Array
  answerOf<Made>(made: Made): Made & { address: string; publicKey: string }
}

/** The wallet's key at a path of the chain that is asked for, as something that can be ordered from. */
async function openKey(
  bench: Bench,
  asked: { organizationId: string; walletId: string },
  selector: AccountSelector,
  format: AddressFormat,
): Promise<Key> {
  const derivation = derivationFor(selector)
  if (derivation.addressFormat !== format) {
    throw fault("BODY_MALFORMED", { where: `the account is not one of ${format}` })
  }
  const wallet: WalletRecord = await openWallet(bench.session, asked.organizationId, asked.walletId)
  const [owner, sealedSeed] = ownerAndSeed(wallet)
  const [account] = bench.signer.deriveAccounts(owner, sealedSeed, [derivation])
  if (!account) throw new Error("an account was not derived")
  const { address, publicKey } = account
  return {
    account,
    sign: (kind, payload, decisionId) =>
      bench.sign({ ...owner, kind, derivation, payload, decisionId }, sealedSeed),
    answerOf: (made) => ({ ...made, address, publicKey }),
  }
}

/** Base64url has spellings that decode to the same bytes; only the one that is written is read. */
function bytesOf(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64url")
  if (bytes.toString("base64url") !== text) {
    throw fault("BODY_MALFORMED", { where: "the base64url is not in canonical form" })
  }
  return bytes
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url")
}
