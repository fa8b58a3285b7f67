/** What an app gets by signing in: how much, until when, with which key. */
import { dollarsOf } from "../amounts"
import { say } from "../language"
import { Permissions } from "../parts/permissions"
import { AccountRow, Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { momentOf } from "../times"
import type { SubjectOf } from "../words/kind"
import { appMayNotOf, appMayOf } from "../words/login"

export function LoginFacts({ subject }: { subject: SubjectOf<"login"> }) {
  const { accounts, appId, fingerprint, usdLimit, expiresAt } = subject
  return (
    <>
      <Rows>
        <Row name={say("login.upTo")} strong>
          {say("login.aDay", { amount: dollarsOf(usdLimit) })}
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
