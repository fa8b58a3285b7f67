/**
 * Who could do something afterwards that only we could before: owners, authorities, delegates, code that acts for the
 * account; and what may be sent in long after it was signed.
 */
import type { Action, Risk } from "~protocol"
import { type Appraisal, isOwnAddress, NOBODY, riskOf } from "./appraisal"
import { everyCall, everyReading } from "./walk"

export function rightRisks(appraisal: Appraisal): Risk[] {
  const { subject } = appraisal
  const actions = everyReading(appraisal).flatMap(({ reading, place }) =>
    riskOfAction(reading.action, place, appraisal),
  )
  const tables = everyCall(subject).flatMap(({ call, place }) =>
    call.family === "solana"
      ? call.lookupTables.map((table) => riskOf("lookup-table", { table }, place))
      : [],
  )
  return [...actions, ...tables]
}

function riskOfAction(action: Action, place: number | null, appraisal: Appraisal): Risk[] {
  const isOurs = (to: string | null) => to !== null && isOwnAddress(to, appraisal)
  switch (action.type) {
    case "transfer-ownership":
      if (isOurs(action.to)) return []
      return [riskOf("ownership-transfer", { of: action.of, to: action.to ?? NOBODY }, place)]
    case "set-authority":
      return isOurs(action.to) ? [] : [authorityRisk(action, place)]
    case "close-account":
      if (isOurs(action.to)) return []
      return [riskOf("account-closed", { account: action.account, to: action.to }, place)]
    case "use-nonce":
      return [riskOf("durable-nonce", { account: action.account }, place)]
    case "delegate-account":
      return /^0x0{40}$/.test(action.to) ? [] : [riskOf("account-delegation", { to: action.to }, place)]
    case "create":
      return action.destroys ? [riskOf("creation-destroys", {}, place)] : []
    default:
      return []
  }
}

function authorityRisk({ of, right, to }: Extract<Action, { type: "set-authority" }>, place: number | null) {
  const [account, whom] = [of, to ?? NOBODY]
  return right === "account-assigned"
    ? riskOf("account-assigned", { account, to: whom }, place)
    : riskOf("account-authority", { account, right, to: whom }, place)
}
