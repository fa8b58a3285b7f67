/** Typed data whose domain does not fit: another chain than the site's, or another contract than what it speaks of. */

import type * as z from "zod/mini"
import type { Risk, TypedDataSubject, TypedMember } from "~protocol"
import { type Appraisal, isOwnAddress, isSameAddress, riskOf } from "./appraisal"

type Document = z.infer<typeof TypedDataSubject>

/** Permit2 where it is on every chain, and where one chain makes addresses in its own way. */
const PERMIT2 = ["0x000000000022d473030f116ddee9f6b43ac78ba3", "0x0000000000225e31d15943971f47ad3022f714fa"]
const PERMIT2_TYPES =
  /^Permit(?:Single|Batch|TransferFrom|BatchTransferFrom|WitnessTransferFrom|BatchWitnessTransferFrom)$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/

export function documentRisks(appraisal: Appraisal): Risk[] {
  const { subject } = appraisal
  if (subject.kind !== "typedData") return []
  return [...chainRisks(subject, appraisal), ...contractRisks(subject, appraisal)]
}

function chainRisks({ chain }: Document, { siteChain }: Appraisal): Risk[] {
  if (chain === null || siteChain === null || chain.id === siteChain.id) return []
  return [riskOf("wrong-chain", { said: chain.name, is: siteChain.name })]
}

function contractRisks(document: Document, appraisal: Appraisal): Risk[] {
  const contract = addressIn(document.domain, "verifyingContract")
  if (contract === null) return []
  const isPermit2 = PERMIT2.some((one) => isSameAddress(one, contract))
  const token = /permit/i.test(document.primaryType) ? addressIn(document.message, "token") : null
  const isOther =
    isOwnAddress(contract, appraisal) ||
    (PERMIT2_TYPES.test(document.primaryType) && !isPermit2) ||
    (token !== null && !isPermit2 && !isSameAddress(token, contract))
  return isOther ? [riskOf("typed-data-other-contract", { said: contract })] : []
}

function addressIn(members: readonly TypedMember[], name: string): string | null {
  const value = members.find((member) => member.name === name)?.value
  return typeof value === "string" && ADDRESS.test(value) ? value : null
}
