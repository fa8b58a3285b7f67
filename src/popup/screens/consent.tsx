/**
 * One request, whole: who asks, what for, as which account, and two buttons that never move. What it shows is what
 * the background read in the bytes that will be signed; its answer names that by digest and adds nothing.
 */
import { useEffect, useRef } from "react"
import type { ConsentView } from "~protocol"
import { Facts } from "../facts/facts"
import { say } from "../language"
import { ApproveButton } from "../parts/approve-button"
import { AskerHead, isOwnOrigin } from "../parts/origin"
import { Warnings } from "../parts/warnings"
import type { Decision } from "../screen"
import { approveLabelOf, meaningOf, questionOf, warningsOf } from "../words"

type ConsentProps = { consent: ConsentView; onDecide: (decision: Decision) => void }

export function Consent({ consent, onDecide }: ConsentProps) {
  const { id, origin, subject } = consent
  const isOwn = isOwnOrigin(origin)
  const warnings = warningsOf(subject, { origin, isOwn })
  const heading = useRef<HTMLHeadingElement>(null)
  // The focus starts where Enter does nothing, also when one request follows another under the same key.
  useEffect(() => heading.current?.focus(), [])
  return (
    <main
      className="screen"
      data-testid="consent"
      data-request-id={id}
      data-kind={subject.kind}
      data-origin={origin}
      aria-labelledby="question"
    >
      <div className="screen-body">
        <AskerHead origin={origin} />
        <h1 id="question" aria-describedby="asker" ref={heading} tabIndex={-1}>
          {questionOf(subject)}
        </h1>
        <Warnings warnings={warnings} />
        <Facts subject={subject} />
        <p className="quiet">{meaningOf(subject)}</p>
      </div>
      <footer className="choices">
        <button type="button" className="button" data-testid="reject" onClick={() => onDecide("reject")}>
          {say(isOwn ? "consent.leave" : "consent.reject")}
        </button>
        <ApproveButton
          label={approveLabelOf(subject)}
          isWary={warnings.some(({ tone }) => tone === "bad")}
          onApprove={() => onDecide("approve")}
        />
      </footer>
    </main>
  )
}
