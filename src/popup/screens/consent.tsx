/**
 * One request, whole: who asks, what for, as which account, and two buttons that never move. What it shows is what
 * the background read in the bytes that will be signed; its answer names that by digest and adds nothing.
 */
import { useEffect, useRef } from "react"
import type { ConsentSubject, ConsentView } from "~protocol"
import { ApproveButton } from "../parts/approve-button"
import { Notice } from "../parts/notice"
import { Asker } from "../parts/origin"
import type { Decision } from "../screen"
import { approveLabelOf, meaningOf, questionOf, warningOf, words } from "../words"
import { ConnectFacts } from "./connect-facts"
import { EthereumFacts } from "./ethereum-facts"
import { MessageFacts } from "./message-facts"
import { SolanaFacts } from "./solana-facts"

type ConsentProps = { consent: ConsentView; onDecide: (decision: Decision) => void }

export function Consent({ consent, onDecide }: ConsentProps) {
  const { id, origin, subject } = consent
  const warning = warningOf(subject)
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
        <Asker origin={origin} />
        <h1 id="question" aria-describedby="asker" ref={heading} tabIndex={-1}>
          {questionOf(subject)}
        </h1>
        {warning !== null && <Notice tone="careful">{warning}</Notice>}
        <Facts subject={subject} />
        <p className="quiet">{meaningOf(subject)}</p>
      </div>
      <footer className="choices">
        <button type="button" className="button" data-testid="reject" onClick={() => onDecide("reject")}>
          {words.consent.reject}
        </button>
        <ApproveButton label={approveLabelOf(subject)} onApprove={() => onDecide("approve")} />
      </footer>
    </main>
  )
}

function Facts({ subject }: { subject: ConsentSubject }) {
  if (subject.kind === "connect") return <ConnectFacts subject={subject} />
  if (subject.kind === "message") return <MessageFacts subject={subject} />
  if (subject.kind !== "transaction") return null
  const { call } = subject
  return call.family === "ethereum" ? (
    <EthereumFacts transaction={subject} call={call} />
  ) : (
    <SolanaFacts transaction={subject} call={call} />
  )
}
