/** The risks of a request, each in a sentence, by how grave it is. What is grave is said at once, whenever it comes. */
import type { AssetFacts, Risk, Severity } from "~protocol"
import { say } from "../language"
import { riskSentenceOf } from "../words/risks"
import { WarningGlyph } from "./glyphs"
import { Sentence } from "./sentence"

const looks = { block: "bad", high: "bad", careful: "careful", note: "note" } as const

type RisksProps = {
  risks: readonly Risk[]
  severities: readonly Severity[]
  assets: readonly AssetFacts[]
  isBatch: boolean
}

export function Risks({ risks, severities, assets, isBatch }: RisksProps) {
  return (
    <>
      {severities.map((severity) => {
        const sentences = risks
          .filter((risk) => risk.severity === severity)
          .map((risk) => riskSentenceOf(risk, assets, isBatch))
        return <OfSeverity key={severity} severity={severity} sentences={[...new Set(sentences)]} />
      })}
    </>
  )
}

function OfSeverity({ severity, sentences }: { severity: Severity; sentences: string[] }) {
  if (sentences.length === 0) return null
  const look = looks[severity]
  return (
    <div
      className={`notice notice-${look} warnings`}
      role={look === "bad" ? "alert" : "status"}
      data-severity={severity}
    >
      <WarningGlyph />
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>
            <span className="unseen">{say(`insight.severity.${severity}`)} </span>
            <Sentence text={sentence} />
          </li>
        ))}
      </ul>
    </div>
  )
}
