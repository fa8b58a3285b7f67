/**
 * Who could take tokens afterwards, and how much: allowances by call, by signature, for all things of a collection, and
 * delegates of Solana's token accounts. What takes an allowance back is no risk.
 */
import type { Action, Reading, Risk } from "~protocol"
import { type Appraisal, assetTerm, isOwnAddress, riskOf } from "./appraisal"
import { everyReading, type Placed } from "./walk"

type Approve = Extract<Action, { type: "approve" }>

/** As much as some tokens, and Permit2, take for "no bound", and more than there is of nearly any token. */
const PLENTY = 2n ** 96n - 1n
const ZERO = /^0x0{40}$/

export function approvalRisks(appraisal: Appraisal): Risk[] {
  return everyReading(appraisal).flatMap((placed) => {
    const { reading, place } = placed
    const { action } = reading
    if (action.type === "approve-all") return approveAllRisks(action, appraisal, place)
    if (action.type !== "approve") return permitBatchRisks(placed, appraisal)
    return isGranting(action, appraisal) ? approveRisks(action, placed, appraisal) : []
  })
}

function approveAllRisks(
  { approved, operator, asset }: Extract<Action, { type: "approve-all" }>,
  appraisal: Appraisal,
  place: number | null,
): Risk[] {
  if (!approved || isOwnAddress(operator, appraisal)) return []
  return [riskOf("approve-all", { asset: assetTerm(asset, appraisal), operator }, place)]
}

/** Nothing is granted by zero, to nobody, or to oneself. */
function isGranting({ amount, spender }: Approve, appraisal: Appraisal): boolean {
  return amount !== "0" && !ZERO.test(spender) && !isOwnAddress(spender, appraisal)
}

function approveRisks(action: Approve, placed: Placed, appraisal: Appraisal): Risk[] {
  const { asset, spender, adds } = action
  const { reading, place } = placed
  if (asset.chain.startsWith("solana:")) {
    const account = memberOf(reading, "source") ?? asset.address ?? ""
    return [riskOf("token-delegate", { account, to: spender }, place)]
  }
  const terms = { asset: assetTerm(asset, appraisal), spender }
  const unlimited = isUnlimited(action) ? [riskOf("unlimited-approval", terms, place)] : []
  if (adds) return [...unlimited, riskOf("increased-allowance", terms, place)]
  if (isPermit(placed, appraisal)) return [...unlimited, riskOf("permit", terms, place)]
  return unlimited.length > 0 ? unlimited : [riskOf("approval", terms, place)]
}

function isUnlimited({ amount }: Approve): boolean {
  return amount === null || BigInt(amount) >= PLENTY
}

/** A signature that allows it by itself. A document that stands for a call is as good as that call. */
function isPermit({ top }: Placed, { subject }: Appraisal): boolean {
  return subject.kind === "typedData" && /^Permit/.test(top.signature ?? "")
}

/** Several tokens in one go: by a signature, or by handing one in. */
function permitBatchRisks({ reading, top, place }: Placed, appraisal: Appraisal): Risk[] {
  if (!/^permit/i.test(reading.signature ?? top.signature ?? "")) return []
  const granted = reading.inside.flatMap(({ action }) =>
    action.type === "approve" && isGranting(action, appraisal) ? [action] : [],
  )
  const [first] = granted
  if (first === undefined || granted.length < 2) return []
  return [riskOf("permit-batch", { count: String(granted.length), spender: first.spender }, place)]
}

function memberOf({ members }: Reading, name: string): string | null {
  const value = members.find((member) => member.name === name)?.value
  return typeof value === "string" ? value : null
}
