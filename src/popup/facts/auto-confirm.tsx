/** How much a site may have sent without a question, on each chain in all, and until when. */
import { say } from "../language"
import { Permissions } from "../parts/permissions"
import { Row, Rows } from "../parts/rows"
import { momentOf } from "../times"
import { visibleTextOf } from "../visible-text"
import { amountOf } from "../words/amounts"
import { autoConfirmMay, autoConfirmMayNot } from "../words/auto-confirm"
import type { SubjectOf } from "../words/kind"

export function AutoConfirmFacts({ subject }: { subject: SubjectOf<"autoConfirm"> }) {
  const { limits, until } = subject
  return (
    <>
      <Rows>
        <Row name={say("common.until")} strong>
          {momentOf(until)}
        </Row>
        {limits.map(({ chain, amount }) => (
          <Row key={chain.id} name={visibleTextOf(chain.name)}>
            {say("autoConfirm.inAll", { amount: amountOf(amount, { chain }) })}
          </Row>
        ))}
      </Rows>
      <Permissions may={autoConfirmMay()} mayNot={autoConfirmMayNot()} />
    </>
  )
}
