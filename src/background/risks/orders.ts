/** Orders that others may fulfil later, where what comes back is nothing, or goes to somebody else. */
import type { Action, Risk } from "~protocol"
import { type Appraisal, isOwnAddress, riskOf } from "./appraisal"
import { everyReading } from "./walk"

export function orderRisks(appraisal: Appraisal): Risk[] {
  return everyReading(appraisal).flatMap(({ reading: { action }, place }) =>
    action.type === "order" && isForNothing(action, appraisal)
      ? [riskOf("order-for-nothing", {}, place)]
      : [],
  )
}

function isForNothing(
  { give, get, recipient }: Extract<Action, { type: "order" }>,
  appraisal: Appraisal,
): boolean {
  if (!give.some(({ amount }) => amount !== "0")) return false
  const goesElsewhere = recipient !== null && !isOwnAddress(recipient, appraisal)
  return goesElsewhere || !get.some(({ amount }) => amount !== "0")
}
