/**
 * One request, whole: who asks, what for, as which account, and two buttons that never move. What it shows is what
 * the background read in the bytes that will be signed; its answer names that by digest and adds nothing. What comes
 * later, such as risks, can only make agreeing harder.
 */
import { type ReactNode, useEffect, useRef } from "react"
import type { ConsentView, Risk } from "~protocol"
import { BatchTotal } from "../facts/batch"
import { Facts } from "../facts/facts"
import { judge } from "../judgement"
import { say } from "../language"
import { Notice } from "../parts/notice"
import { AskerHead, isOwnOrigin } from "../parts/origin"
import { Risks } from "../parts/risks"
import { Sentence } from "../parts/sentence"
import { Warnings } from "../parts/warnings"
import type { Decision } from "../screen"
import { useAmendment } from "../use-amendment"
import { useInsight } from "../use-insight"
import { usePatience } from "../use-patience"
import { PricesProvider, usePrices } from "../use-prices"
import { meaningOf, questionOf, warningsOf } from "../words"
import { headlineOf } from "../words/headline"
import { pricedAssetsOf } from "../words/known"
import { sortedRisks } from "../words/risks"
import { Beyond } from "./beyond"
import { Choices } from "./consent-choices"

type ConsentProps = { consent: ConsentView; onDecide: (decision: Decision) => void; refresh: () => void }

export function Consent({ consent, onDecide, refresh }: ConsentProps) {
  const { origin, subject, digest } = consent
  const isOwn = isOwnOrigin(origin)
  const seen = useInsight(consent)
  const insight = seen.status === "known" ? seen.insight : null
  const { amend, isAmending, problem } = useAmendment(consent, refresh)
  const judged = judge(seen, warningsOf(subject, { origin, isOwn }), usePatience(digest))
  const { warnings, isAwaited, isUnjudged } = judged
  const risks = sortedRisks(insight?.risks ?? [])
  const isHeld = judged.isHeld || hasSeverity(risks, "high")
  const isGone = insight !== null && !isOwn && !insight.isPageThere
  const isDenied = insight?.outlook.status === "denied"
  const shownRisks = { risks, assets: insight?.assets ?? [], isBatch: subject.kind === "batch" }
  const prices = usePrices(pricedAssetsOf(subject, seen))
  return (
    <Frame consent={consent}>
      <PricesProvider value={prices}>
        <div className="screen-body">
          <AskerHead origin={origin} />
          <Question>{headlineOf(subject, seen) ?? questionOf(subject)}</Question>
          {isGone && <Notice tone="bad">{say("insight.gone")}</Notice>}
          {isUnjudged && <Notice tone="careful">{say("insight.unjudged")}</Notice>}
          {problem !== null && <Notice tone="bad">{problem}</Notice>}
          <Risks {...shownRisks} severities={["block", "high"]} />
          <Beyond subject={subject} seen={seen} onAmend={amend} />
          <Warnings warnings={warnings} />
          <Risks {...shownRisks} severities={["careful", "note"]} />
          <Facts consent={consent} seen={seen} isAmending={isAmending} onAmend={amend} />
          <p className="quiet">{meaningOf(subject)}</p>
        </div>
        {subject.kind === "batch" && <BatchTotal batch={subject} />}
      </PricesProvider>
      <Choices
        subject={subject}
        isOwn={isOwn}
        isWary={isDenied || warnings.some(({ tone }) => tone === "bad") || hasSeverity(risks, "high")}
        isHeld={isHeld}
        isBlocked={hasSeverity(risks, "block")}
        isInert={isAmending || isAwaited || isGone}
        shown={`${digest} ${graveCodes(risks)}`}
        onDecide={onDecide}
      />
    </Frame>
  )
}

function Frame({
  consent: { id, origin, subject },
  children,
}: {
  consent: ConsentView
  children: ReactNode
}) {
  return (
    <main
      className="screen"
      data-testid="consent"
      data-request-id={id}
      data-kind={subject.kind}
      data-origin={origin}
      aria-labelledby="question"
    >
      {children}
    </main>
  )
}

/** The focus starts where Enter does nothing. */
function Question({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 id="question" aria-describedby="asker" ref={heading} tabIndex={-1}>
      <Sentence text={children} />
    </h1>
  )
}

function hasSeverity(risks: readonly Risk[], severity: Risk["severity"]): boolean {
  return risks.some((risk) => risk.severity === severity)
}

/** What the guard begins anew with: a grave risk that was not there before. */
function graveCodes(risks: readonly Risk[]): string {
  const grave = risks.filter(({ severity }) => severity === "high" || severity === "block")
  return [...new Set(grave.map(({ code, place }) => `${code}/${place}`))].sort().join(" ")
}
