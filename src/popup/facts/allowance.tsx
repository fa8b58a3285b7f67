/** What a site that connects may spend without asking, on each chain: nothing, until the person says otherwise. */
import type { ConsentChange } from "~protocol"
import { say } from "../language"
import { LimitChoice } from "../parts/limit-choice"
import { Visible } from "../parts/visible"
import { momentOf } from "../times"
import { visibleTextOf } from "../visible-text"
import { amountOf } from "../words/amounts"
import { chosenLimitsOf } from "../words/connect"
import type { SubjectOf } from "../words/kind"

type AllowanceProps = {
  subject: SubjectOf<"connect">
  askedAt: number
  isAmending: boolean
  onAmend: (change: ConsentChange) => void
}

export function Allowance({ subject, askedAt, isAmending, onAmend }: AllowanceProps) {
  const limits = chosenLimitsOf(subject)
  if (limits.length === 0) return null
  return (
    <fieldset className="card choosing">
      <legend>{say("choose.spends")}</legend>
      {limits.map(({ chain, amount, most }) => (
        <div key={chain.id} className="pick limit-pick">
          <Visible text={chain.name} />
          <LimitChoice
            label={say("autoConfirm.limit", { chain: visibleTextOf(chain.name) })}
            testId={`limit ${chain.id}`}
            {...{ amount, most, isAmending }}
            canBeNothing
            inWords={(each) => say("choose.upTo", { amount: amountOf(each, { chain }) })}
            onChoose={(each) => onAmend({ type: "limit", limits: [{ unit: chain.id, amount: each }] })}
          />
        </div>
      ))}
      {limits.some(({ amount }) => amount !== "0") && (
        <p className="quiet life-end">
          {say("choose.ends", { when: momentOf(askedAt + subject.allowance.lifeMs) })}
        </p>
      )}
    </fieldset>
  )
}
