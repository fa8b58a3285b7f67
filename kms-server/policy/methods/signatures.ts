/**
 * Signatures: each method reads the bytes that will be signed, and plans to order exactly those bytes from the
 * signer. What a client says about them is never asked.
 */
import { base58 } from "@scure/base"
import {
  type AccountSelector,
  type AddressFormat,
  type DerivationInfo,
  type DerivedAccount,
  derivationOf,
  fault,
  type Hex,
  type KmsParams,
  type SignatureAlgorithm,
  type UnsignedTransaction,
} from "~protocol"
import type { SealedAccount, Signing } from "../../signer"
import { derivationFor } from "../derivations"
import type { Facts } from "../facts"
import {
  readEthereum,
  readEthereumMessage,
  readPsbt,
  readRawPayload,
  readSolana,
  readSui,
  readTypedData,
  readUtf8Message,
} from "../transactions"
import type { PlannersConfig } from "./members"
import type { Bench, Plan, Planners, Use } from "./plan"
import { openUse } from "./uses"

type SignaturePlanners = Pick<
  Planners,
  "signRawPayload" | "signUtf8Message" | "ethereumSignMessage" | "ethereumSignTypedData" | "signTransaction"
>

type Asked = { organizationId: string; walletId: string; policyName?: string | null | undefined }

/** The key that each method means: the one that is named, or the first of the chain that it signs for. */
export const keyAsked: { readonly [M in keyof SignaturePlanners]: (params: KmsParams<M>) => DerivationInfo } =
  {
    signRawPayload: ({ algorithm, derivationInfo }) =>
      selected(derivationInfo, rawSigningOf(algorithm).curve === "Ed25519" ? "solana" : "ethereum"),
    signUtf8Message: ({ derivationInfo }) => derivationFor(derivationInfo),
    ethereumSignMessage: ({ derivationInfo }) => selected(derivationInfo, "ethereum"),
    ethereumSignTypedData: ({ derivationInfo }) => selected(derivationInfo, "ethereum"),
    signTransaction({ transaction, derivationInfo }) {
      if (typeof transaction === "string") return selected(derivationInfo, "solana")
      if (transaction.kind !== "PSBT") return selected(derivationInfo, "ethereum")
      return derivationFor(derivationInfo ?? "m/84'/0'/0'/0")
    },
  }

function selected(
  selector: AccountSelector | null | undefined,
  chain: keyof typeof derivationOf,
): DerivationInfo {
  return selector ? derivationFor(selector) : derivationOf[chain](0)
}

export function signaturePlanners(config: PlannersConfig): SignaturePlanners {
  return {
    async signRawPayload(params, _caller, bench) {
      const payload = Buffer.from(params.payload, "base64")
      const { signing, curve } = rawSigningOf(params.algorithm)
      const key = await openKey(bench, params, keyAsked.signRawPayload(params))
      if (key.account.curve !== curve) throw wrongAccount(params.algorithm)
      const { facts } = readRawPayload(payload, params.algorithm)
      return key.plan(facts, signing, payload, (signed) => key.answerOf({ signature: base64Url(signed) }))
    },

    async signUtf8Message(params, _caller, bench) {
      if (params.algorithm !== "Ed25519") throw wrongAccount(params.algorithm)
      const key = await openKey(bench, params, keyAsked.signUtf8Message(params))
      if (key.account.curve !== "Ed25519") throw wrongAccount(params.algorithm)
      const { facts, payload } = readUtf8Message(params.message, key.account)
      const signing = key.account.addressFormat === "Sui" ? "sui-message" : "solana-message"
      return key.plan(facts, signing, payload, (signed) => key.answerOf({ signature: base64Url(signed) }))
    },

    async ethereumSignMessage(params, _caller, bench) {
      const message = bytesOf(params.message)
      const key = await openKey(bench, params, keyAsked.ethereumSignMessage(params))
      requireFormat(key, "Ethereum")
      const { facts } = readEthereumMessage(message)
      return key.plan(facts, "ethereum-message", message, (signed) => key.answerOf(withV(signed)))
    },

    async ethereumSignTypedData(params, _caller, bench) {
      const key = await openKey(bench, params, keyAsked.ethereumSignTypedData(params))
      requireFormat(key, "Ethereum")
      const { facts, payload } = readTypedData(params.typedData)
      return key.plan(facts, "ethereum-typed-data", payload, (signed) => key.answerOf(withV(signed)))
    },

    async signTransaction(params, _caller, bench) {
      const { transaction } = params
      if (typeof transaction === "string") return planBytes(params, bytesOf(transaction), bench)
      if (transaction.kind === "PSBT")
        return planBitcoin(params, Buffer.from(transaction.bytes, "base64"), bench)
      return planEthereum(params, transaction, bench, config)
    },
  }
}

type TransactionPlan = Promise<Plan<ReturnType<Key["answerOf"]> & { transaction: string }>>

/** Bytes are of Solana, unless the account that is named is one of Sui. */
async function planBytes(
  params: KmsParams<"signTransaction">,
  bytes: Uint8Array,
  bench: Bench,
): TransactionPlan {
  const key = await openKey(bench, params, keyAsked.signTransaction(params))
  if (key.account.addressFormat === "Sui") {
    const { facts, transaction } = readSui(bytes)
    return key.plan(facts, "sui-transaction", transaction, (signed) =>
      key.answerOf({ kind: "SUI", transaction: base64Url(transaction), signature: base64Url(signed) }),
    )
  }
  requireFormat(key, "Solana")
  const { facts, message, signedWith } = readSolana(bytes, key.account.address)
  const publicKey = base58.decode(key.account.publicKey)
  return key.plan(facts, "solana-transaction", message, (signed) =>
    key.answerOf({
      kind: "SOLANA",
      transaction: base64Url(signedWith(publicKey, signed)),
      signature: base64Url(signed),
    }),
  )
}

async function planEthereum(
  params: KmsParams<"signTransaction">,
  asked: Extract<UnsignedTransaction, { kind: "RLP_ENCODED" | "EIP_1559" }>,
  bench: Bench,
  { isErc20 }: PlannersConfig,
): TransactionPlan {
  const key = await openKey(bench, params, keyAsked.signTransaction(params))
  requireFormat(key, "Ethereum")
  const given = asked.kind === "RLP_ENCODED" ? (asked.bytes as Hex) : asked
  const { facts, unsigned, signedWith } = readEthereum(given, key.account.address, isErc20)
  return key.plan(facts, "ethereum-transaction", unsigned, (signed) =>
    key.answerOf({
      kind: "ETHEREUM",
      transaction: base64Url(signedWith(signed)),
      signature: base64Url(signed),
    }),
  )
}

async function planBitcoin(
  params: KmsParams<"signTransaction">,
  bytes: Uint8Array,
  bench: Bench,
): TransactionPlan {
  const key = await openKey(bench, params, keyAsked.signTransaction(params))
  const { facts, psbt } = readPsbt(bytes, key.account)
  return key.plan(facts, "bitcoin-psbt", psbt, (signed) =>
    key.answerOf({ kind: "BITCOIN", transaction: base64Url(signed) }),
  )
}

type Key = {
  account: SealedAccount
  plan<Result>(
    facts: Facts,
    signing: Signing,
    payload: Uint8Array,
    resultOf: (signed: Uint8Array) => Result,
  ): Plan<Result>
  answerOf<Made>(made: Made): Made & Pick<DerivedAccount, "address" | "publicKey">
}

/** The wallet's key that is asked for, as something to plan with. */
async function openKey(bench: Bench, asked: Asked, derivation: DerivationInfo): Promise<Key> {
  const use: Use = await openUse(bench, asked, derivation)
  const { account } = use
  if (account === null) throw new Error("an account was not derived")
  const { organizationId, id: walletId } = use.wallet
  return {
    account,
    plan: (facts, signing, payload, resultOf) => ({
      use,
      does: "sign",
      facts,
      task: { do: "sign", organizationId, walletId, account, signing, payload },
      resultOf,
    }),
    answerOf: (made) => ({ ...made, address: account.address, publicKey: account.publicKey }),
  }
}

function requireFormat({ account }: Key, format: AddressFormat): void {
  if (account.addressFormat !== format) {
    throw fault("BODY_MALFORMED", { where: `the account is not one of ${format}` })
  }
}

function wrongAccount(algorithm: string): Error {
  return fault("BODY_MALFORMED", { where: `the account does not sign with ${algorithm}` })
}

function rawSigningOf(algorithm: SignatureAlgorithm): { signing: Signing; curve: DerivedAccount["curve"] } {
  switch (algorithm) {
    case "Ed25519":
      return { signing: "raw-ed25519", curve: "Ed25519" }
    case "Secp256k1":
      return { signing: "raw-secp256k1", curve: "Secp256k1" }
    case "Secp256k1Keccak256":
      return { signing: "raw-secp256k1-keccak", curve: "Secp256k1" }
    case "Secp256k1Schnorr":
      return { signing: "raw-schnorr", curve: "Secp256k1" }
    case "Secp256r1":
      throw wrongAccount(algorithm)
  }
}

/** r‖s‖v with v 27 or 28, as Ethereum writes the signature of a message. */
function withV(signed: Uint8Array): { signature: string } {
  return { signature: base64Url(Uint8Array.of(...signed.subarray(0, 64), 27 + (signed[64] ?? 0))) }
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
