/** One transaction or signature with all that is kept of it: what became of it, and a receipt of what was agreed to. */
import { useState } from "react"
import type { ActivityEntry as Known, SignatureReceipt } from "~protocol"
import { linkOf } from "../activity"
import { say } from "../language"
import { WholeAddress } from "../parts/address"
import { Failure, Skeleton } from "../parts/asking"
import { CopyButton } from "../parts/copy-button"
import { Notice } from "../parts/notice"
import { SiteOrYou } from "../parts/origin"
import { PlaceHead } from "../parts/place-head"
import { Row, Rows } from "../parts/rows"
import { Sentence } from "../parts/sentence"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { momentOf } from "../times"
import { replaceActivity } from "../use-activity"
import { useAnswer } from "../use-answer"
import { useNotices } from "../use-notices"
import { deedTitleOf } from "../words/deeds"

type EntryProps = { id: string; refresh: () => void }

export function ActivityEntry({ id, refresh }: EntryProps) {
  const { answer, problem, look, isTold } = useAnswer("activityEntry", { id })
  return (
    <>
      <PlaceHead
        title={say(answer?.activity.status === "signed" ? "activity.signature" : "activity.transaction")}
        back={{ href: pathOf("activity"), label: say("activity.back") }}
      />
      {problem !== null && <Failure sentence={problem} onRetry={look} />}
      {!isTold && problem === null && <Skeleton label={say("activity.loading")} rows={4} />}
      {isTold && answer === null && (
        <p className="empty quiet" role="status">
          {say("activity.gone")}
        </p>
      )}
      {answer !== null && <Whole entry={answer} refresh={refresh} />}
    </>
  )
}

function Whole({ entry, refresh }: { entry: Known; refresh: () => void }) {
  const { activity, receipt } = entry
  return (
    <>
      <div className="entry-head">
        <strong>
          <Sentence text={deedTitleOf(activity.deed)} />
        </strong>
        <span className={`status status-${activity.status}`}>
          {say(`activity.status.${activity.status}`)}
        </span>
      </div>
      {activity.detail !== null && (
        <Notice tone="careful">
          <Visible text={activity.detail} />
        </Notice>
      )}
      {activity.status !== "signed" && <Deeds entry={entry} refresh={refresh} />}
      <section aria-labelledby="entry-times">
        <h2 id="entry-times">{say("activity.times")}</h2>
        <Times entry={entry} />
      </section>
      <section aria-labelledby="entry-receipt">
        <h2 id="entry-receipt">{say("activity.receipt")}</h2>
        <Rows>
          <Row name={say("activity.asker")}>
            <SiteOrYou origin={receipt.site} />
          </Row>
          {activity.chainName !== null && (
            <Row name={say("common.network")}>
              <Visible text={activity.chainName} />
            </Row>
          )}
          <Row name={say("activity.account")} stacked>
            <WholeAddress address={receipt.account} />
          </Row>
          {"signed" in receipt ? (
            <Signed receipt={receipt} />
          ) : (
            <Sent entry={entry} hash={receipt.transaction} />
          )}
          <Row name={say("activity.digest")} stacked>
            <Code text={receipt.digest} />
            <span className="quiet"> {say("activity.digestWhat")}</span>
          </Row>
        </Rows>
        <div className="activity-choices">
          {"signed" in receipt ? (
            <CopyButton text={receipt.signedDigest} label={say("activity.copyDigest")} />
          ) : (
            <CopyButton text={receipt.transaction} label={say("activity.copy")} />
          )}
          <CopyButton
            text={JSON.stringify(receipt, null, 2)}
            label={say("activity.copyReceipt")}
            words={say("activity.copyReceipt")}
          />
        </div>
      </section>
    </>
  )
}

function Sent({ entry: { activity, replaces }, hash }: { entry: Known; hash: string }) {
  return (
    <>
      <Row name={say("activity.id")} stacked>
        <Code text={hash} />
      </Row>
      {replaces !== null && (
        <Row name={say("activity.replaces")} stacked>
          <Code text={replaces} />
        </Row>
      )}
      {activity.replacedBy !== null && (
        <Row name={say("activity.replacedBy")} stacked>
          <Code text={activity.replacedBy} />
        </Row>
      )}
    </>
  )
}

/** What was signed is not kept; whoever has it can compare the digest. */
function Signed({ receipt: { signed, signedDigest } }: { receipt: SignatureReceipt }) {
  return (
    <Row name={say("activity.signedDigest")} stacked>
      <Code text={signedDigest} />
      <span className="quiet"> {say(`activity.signedWhat.${signed}`)}</span>
    </Row>
  )
}

function Code({ text }: { text: string }) {
  return <code className="address address-whole">{text}</code>
}

function Times({ entry: { activity, sentAgainAt, lookedAt } }: { entry: Known }) {
  const { status, submittedAt, settledAt } = activity
  const steps = [
    { what: say(status === "signed" ? "activity.signedAt" : "activity.sentAt"), at: submittedAt },
    ...(sentAgainAt === null ? [] : [{ what: say("activity.sentAgainAt"), at: sentAgainAt }]),
    ...(status === "sent" && lookedAt !== null ? [{ what: say("activity.lookedAt"), at: lookedAt }] : []),
    ...(status === "sent" || status === "signed" || settledAt === null
      ? []
      : [{ what: say(`activity.ends.${status}`), at: settledAt }]),
  ]
  return (
    <ol className="steps">
      {steps.map(({ what, at }) => (
        <li key={what}>
          <span>{what}</span>
          <time className="quiet" dateTime={new Date(at).toISOString()}>
            {momentOf(at)}
          </time>
        </li>
      ))}
    </ol>
  )
}

function Deeds({ entry: { activity }, refresh }: { entry: Known; refresh: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const link = linkOf(activity.explorerUrl)
  async function replace(how: "speedUp" | "cancel"): Promise<void> {
    setProblem(await replaceActivity(how, activity.id))
    refresh()
  }
  return (
    <>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      <div className="activity-choices">
        {activity.canReplace &&
          (["speedUp", "cancel"] as const).map((how) => (
            <button
              key={how}
              type="button"
              className="small-button"
              data-testid={how}
              onClick={() => void replace(how)}
            >
              {say(`activity.${how}`)}
            </button>
          ))}
        {link !== null && (
          <a className="small-button" href={link} target="_blank" rel="noreferrer">
            {say("activity.explorer")}
          </a>
        )}
        {activity.status === "sent" && <TellMe />}
      </div>
    </>
  )
}

/** Asked for here, where it is of use, and not before. */
function TellMe() {
  const { areWanted, areDenied, allow } = useNotices()
  if (areWanted !== false) return null
  return (
    <>
      <button type="button" className="small-button" data-testid="tell-me" onClick={() => void allow()}>
        {say("activity.tell")}
      </button>
      {areDenied && <Notice tone="careful">{say("settings.notificationsDenied")}</Notice>}
    </>
  )
}
