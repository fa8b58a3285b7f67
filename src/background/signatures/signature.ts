/**
 * What is written down of a signature that the wallet made and did not send: who asked, as whom, what it was, and digests
 * that name it exactly. What was signed itself is not kept. Pure.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { base64, hex } from "@scure/base"
import type { ChainId, ConsentSubject, Deed, Family, SignedWhat } from "~protocol"
import type { Signed, SignedConsent } from "../consent/machine"
import { itemsOf, type SignablePayload } from "../consent/payload"
import { deedOf } from "../submissions/deed"
import { submissionId } from "../submissions/submission"

export type Signature = {
  /** `<consent>:<place>`. */
  id: string
  consentId: string
  place: number
  origin: string
  family: Family
  address: string
  /** Null where it is for no chain. */
  chainId: ChainId | null
  deed: Deed
  signed: SignedWhat
  /** SHA-256 of what was signed. */
  signedDigest: string
  /** Of what was approved. */
  digest: string
  signedAt: number
}

/** One for each signature that goes to the page alone. An app's own key is none: it is kept as a login. */
export function signaturesOf(consent: SignedConsent, at: number): Signature[] {
  const { id, asker, subject, digest } = consent
  return itemsOf(consent.payload).flatMap((item, place) => {
    const made = consent.signed[place]
    const signed = made === undefined || made.submission !== null ? null : whatOf(item, made)
    if (signed === null || item.kind === "login") return []
    return {
      ...{ id: submissionId(id, place), consentId: id, place, origin: asker.origin, digest, signedAt: at },
      ...{
        family: familyOf(item),
        address: item.address,
        chainId: chainIn(subject),
        deed: deedOf(subject, place),
      },
      ...{ signed: signed.what, signedDigest: bytesToHex(sha256(signed.bytes)) },
    }
  })
}

/** The exact bytes that were signed; of a transaction, with its signature. */
function whatOf(item: SignablePayload, { result }: Signed): { what: SignedWhat; bytes: Uint8Array } | null {
  switch (item.kind) {
    case "ethereum-message":
      return { what: "message", bytes: hex.decode(item.bytes.slice(2)) }
    case "solana-message":
      return { what: "message", bytes: utf8ToBytes(item.text) }
    case "ethereum-typed-data":
      return { what: "typed-data", bytes: utf8ToBytes(item.typedData) }
    case "ethereum-transaction":
      return { what: "transaction", bytes: hex.decode((result as string).slice(2)) }
    case "solana-transaction":
      return { what: "transaction", bytes: base64.decode((result as { transaction: string }).transaction) }
    case "login":
      return null
  }
}

function familyOf({ kind }: SignablePayload): Family {
  return kind === "solana-message" || kind === "solana-transaction" ? "solana" : "ethereum"
}

function chainIn(subject: ConsentSubject): ChainId | null {
  return "chain" in subject ? (subject.chain?.id ?? null) : null
}
