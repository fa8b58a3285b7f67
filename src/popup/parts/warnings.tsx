/** What a person should know before agreeing: the bad apart from what asks for a second look, each said in a word. */
import { say } from "../language"
import type { Warning } from "../words/kind"
import { WarningGlyph } from "./glyphs"

export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  return (
    <>
      {(["bad", "careful"] as const).map((tone) => (
        <OfTone key={tone} tone={tone} sentences={warnings.filter((warning) => warning.tone === tone)} />
      ))}
    </>
  )
}

function OfTone({ tone, sentences }: { tone: Warning["tone"]; sentences: Warning[] }) {
  if (sentences.length === 0) return null
  return (
    <div className={`notice notice-${tone} warnings`} role={tone === "bad" ? "alert" : undefined}>
      <WarningGlyph />
      <ul>
        {sentences.map(({ sentence }) => (
          <li key={sentence}>
            <span className="unseen">{say(`common.warning.${tone}`)} </span>
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  )
}
