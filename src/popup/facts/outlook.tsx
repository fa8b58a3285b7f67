/** What the KMS will say, and how much of a limit this would take: as a bar, and in words that say the same. */
import type { LimitState, Outlook as OutlookState } from "~protocol"
import { dollarsOf } from "../amounts"
import { say } from "../language"
import { LimitBar } from "../parts/limit-bar"
import { Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { visibleTextOf } from "../visible-text"
import { amountInWords, type Known } from "../words/assets"
import { periodOf } from "../words/periods"

export function Outlook({ outlook, known }: { outlook: OutlookState; known: Known }) {
  if (outlook.status === "pending") return null
  if (outlook.status === "unavailable")
    return outlook.why === "not-applicable" ? null : (
      <p className="quiet" role="status">
        {say(`insight.outlook.${outlook.why}`)}
      </p>
    )
  return (
    <>
      {outlook.status === "denied" && <Denial denial={outlook} />}
      {outlook.limits.map((limit, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what is shown is made anew as a whole
        <Limit key={at} limit={limit} known={known} />
      ))}
    </>
  )
}

function Denial({ denial }: { denial: Extract<OutlookState, { status: "denied" }> }) {
  const { code, rule, comment } = denial
  return (
    <section className="denial" role="alert">
      <p className="notice notice-bad">{say("insight.outlook.denied", { why: reasonOf(code) })}</p>
      {(rule !== null || comment !== null) && (
        <Rows>
          {rule !== null && (
            <Row name={say("insight.outlook.rule")}>
              <Visible text={rule} />
            </Row>
          )}
          {comment !== null && (
            <Row name={say("insight.outlook.comment")} stacked>
              <Visible text={comment} />
            </Row>
          )}
        </Rows>
      )}
    </section>
  )
}

/** A code that there are no words for is said as it is. */
function reasonOf(code: string): string {
  if (code === "spending-limit-exceeded") return say("insight.outlook.overLimit")
  return code === "policy-denied" ? say("insight.outlook.notAllowed") : visibleTextOf(code)
}

function Limit({ limit, known }: { limit: LimitState; known: Known }) {
  const [most, used, asked] = [limit.limit, limit.used, limit.asked ?? "0"].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ]
  const said = limitInWords(limit, known, used + asked > most)
  return <LimitBar title={say("insight.outlook.title")} {...{ most, used, asked, said }} />
}

function limitInWords(
  { unit, limit, used, asked, windowMs }: LimitState,
  known: Known,
  isOver: boolean,
): string {
  const amount = (of: string | bigint) =>
    unit === "usd-cents"
      ? dollarsOf(Number(of))
      : amountInWords({ asset: unit, amount: of.toString() }, known)
  const values = { used: amount(used), limit: amount(limit), period: periodOf(windowMs) }
  if (asked === null) return say("insight.outlook.usedOpen", values)
  if (isOver) return say("insight.outlook.over", { ...values, asked: amount(asked) })
  const left = BigInt(limit) - BigInt(used) - BigInt(asked)
  return say("insight.outlook.used", { ...values, asked: amount(asked), left: amount(left) })
}
