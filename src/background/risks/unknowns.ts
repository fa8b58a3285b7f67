/** What nobody can say for certain: calls, instructions and documents that were not read, and bytes with flaws. */
import type { Reading, Risk } from "~protocol"
import { type Appraisal, NOBODY, riskOf } from "./appraisal"
import { everyCall, everyReading, type Placed } from "./walk"

export function unknownRisks(appraisal: Appraisal): Risk[] {
  const { subject, readings } = appraisal
  const isDocument = subject.kind === "typedData"
  const isCall = subject.kind === "transaction" || subject.kind === "batch"
  if (readings.length === 0) return isDocument || isCall ? unreadRisks(appraisal) : []
  return everyReading(appraisal).flatMap((placed) => {
    const { reading, top, place } = placed
    const flaws = reading.flaws.map((flaw) => riskOf("bytes-not-exact", { flaw }, place))
    const isWhole = isDocument && reading === top
    if (isWhole)
      return reading.action.type === "unknown" ? [...flaws, documentRisk(subject.primaryType)] : flaws
    return isUnread(reading) ? [...flaws, callRisk(placed, appraisal)] : flaws
  })
}

/** A name alone says what somebody once called it. */
function isUnread({ how, action }: Reading): boolean {
  return action.type === "unknown" || (action.type === "call" && how !== "exact")
}

function callRisk({ reading, place }: Placed, { subject }: Appraisal): Risk {
  const target = reading.target ?? NOBODY
  return "account" in subject && subject.account.family === "solana"
    ? riskOf("unknown-instruction", { program: target }, place)
    : riskOf("unknown-call", { target }, place)
}

function documentRisk(type: string): Risk {
  return riskOf("unknown-typed-data", { type })
}

/** Where nothing was read at all, what the subject shows says what is not known. */
function unreadRisks({ subject }: Appraisal): Risk[] {
  if (subject.kind === "typedData") return [documentRisk(subject.primaryType)]
  return everyCall(subject).flatMap(({ call, place }) => {
    if (call.family === "ethereum") {
      return call.action === "call" ? [riskOf("unknown-call", { target: call.to ?? NOBODY }, place)] : []
    }
    return call.instructions.flatMap((one) =>
      one.name === "unknown" ? [riskOf("unknown-instruction", { program: one.program }, place)] : [],
    )
  })
}
