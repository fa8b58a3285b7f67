/** How much a site may have sent without a question, on each chain in all, and until when. It can be made less. */
import type { ConsentChange } from "~protocol"
import { say } from "../language"
import { LimitChoice } from "../parts/limit-choice"
import { Permissions } from "../parts/permissions"
import { Row, Rows } from "../parts/rows"
import { momentOf } from "../times"
import { visibleTextOf } from "../visible-text"
import { amountOf } from "../words/amounts"
import { autoConfirmMay, autoConfirmMayNot } from "../words/auto-confirm"
import type { SubjectOf } from "../words/kind"

type AutoConfirmProps = {
  subject: SubjectOf<"autoConfirm">
  isAmending: boolean
  onAmend: (change: ConsentChange) => void
}

export function AutoConfirmFacts({ subject, isAmending, onAmend }: AutoConfirmProps) {
  const { limits, until } = subject
  const isLast = (id: string) => limits.every(({ chain, amount }) => chain.id === id || amount === "0")
  return (
    <>
      <Rows>
        <Row name={say("common.until")} strong>
          {momentOf(until)}
        </Row>
        {limits.map(({ chain, amount, most }) => (
          <Row key={chain.id} name={visibleTextOf(chain.name)}>
            <LimitChoice
              label={say("autoConfirm.limit", { chain: visibleTextOf(chain.name) })}
              testId={`limit ${chain.id}`}
              {...{ amount, most, isAmending }}
              canBeNothing={!isLast(chain.id)}
              inWords={(each) => say("autoConfirm.inAll", { amount: amountOf(each, { chain }) })}
              onChoose={(each) => onAmend({ type: "limit", limits: [{ unit: chain.id, amount: each }] })}
            />
          </Row>
        ))}
      </Rows>
      <Permissions may={autoConfirmMay()} mayNot={autoConfirmMayNot()} />
    </>
  )
}
