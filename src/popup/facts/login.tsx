/** What an app gets by signing in: how much (which can be made less), until when, with which key. */
import type { ConsentChange } from "~protocol"
import { dollarsOf } from "../amounts"
import { say } from "../language"
import { LimitChoice } from "../parts/limit-choice"
import { Permissions } from "../parts/permissions"
import { AccountRow, Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { momentOf } from "../times"
import type { SubjectOf } from "../words/kind"
import { appMayNotOf, appMayOf } from "../words/login"

type LoginProps = {
  subject: SubjectOf<"login">
  isAmending: boolean
  onAmend: (change: ConsentChange) => void
}

export function LoginFacts({ subject, isAmending, onAmend }: LoginProps) {
  const { accounts, appId, fingerprint, usdLimit, usdMost, expiresAt } = subject
  return (
    <>
      <Rows>
        <Row name={say("login.upTo")} strong>
          <LimitChoice
            label={say("login.upTo")}
            testId="limit"
            amount={String(usdLimit)}
            most={String(usdMost)}
            canBeNothing={false}
            isAmending={isAmending}
            inWords={(cents) => say("login.aDay", { amount: dollarsOf(Number(cents)) })}
            onChoose={(amount) => onAmend({ type: "limit", limits: [{ unit: "usd-cents", amount }] })}
          />
        </Row>
        <Row name={say("common.until")}>{momentOf(expiresAt)}</Row>
        {accounts.map((account) => (
          <AccountRow key={`${account.family} ${account.address}`} account={account} />
        ))}
      </Rows>
      <Permissions may={appMayOf(subject)} mayNot={appMayNotOf(subject)} />
      <Rows>
        {appId !== null && (
          <Row name={say("login.app")}>
            <Visible text={appId} />
          </Row>
        )}
        <Row name={say("login.key")}>
          <code className="address">{fingerprint}</code>
        </Row>
      </Rows>
    </>
  )
}
