/** What was sent, newest first, and what can still be done about it. Each button asks for a consent of its own. */
import { useState } from "react"
import { type Activity, linkOf } from "../activity"
import { say } from "../language"
import { CopyButton } from "../parts/copy-button"
import { FamilyGlyph } from "../parts/glyphs"
import { Notice } from "../parts/notice"
import { SiteOrYou } from "../parts/origin"
import { Visible } from "../parts/visible"
import { agoOf } from "../times"
import { replaceActivity, useActivity } from "../use-activity"
import { visibleTextOf } from "../visible-text"

export function ActivityList({ refresh }: { refresh: () => void }) {
  const entries = useActivity()
  const [problem, setProblem] = useState<string | null>(null)
  if (entries === null) return null
  async function replace(how: "speedUp" | "cancel", id: string): Promise<void> {
    setProblem(await replaceActivity(how, id))
    refresh()
  }
  return (
    <section aria-labelledby="activity">
      <h1 id="activity">{say("activity.title")}</h1>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {entries.length === 0 && <p className="quiet">{say("activity.none")}</p>}
      <ul className="sites">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} onReplace={(how) => void replace(how, entry.id)} />
        ))}
      </ul>
    </section>
  )
}

type EntryProps = { entry: Activity; onReplace: (how: "speedUp" | "cancel") => void }

function Entry({ entry, onReplace }: EntryProps) {
  const { family, summary, status, origin, chainName, submittedAt, detail, canReplace } = entry
  return (
    <li className="card activity" data-status={status}>
      <FamilyGlyph family={family} />
      <div className="site-name">
        <span className="activity-head">
          <strong>
            <Visible text={summary} />
          </strong>
          <span className={`status status-${status}`}>{say(`activity.status.${status}`)}</span>
        </span>
        <span className="quiet">
          <SiteOrYou origin={origin} />
        </span>
        <span className="quiet">
          <Visible text={chainName} /> · {agoOf(submittedAt, Date.now())}
        </span>
        {typeof detail === "string" && (
          <span className="quiet">
            <Visible text={detail} />
          </span>
        )}
        <span className="activity-choices">
          {canReplace && <ReplaceButtons summary={visibleTextOf(summary)} onReplace={onReplace} />}
          <Look entry={entry} />
        </span>
      </div>
    </li>
  )
}

type ReplaceProps = { summary: string; onReplace: EntryProps["onReplace"] }

function ReplaceButtons({ summary, onReplace }: ReplaceProps) {
  return (["speedUp", "cancel"] as const).map((how) => (
    <button
      key={how}
      type="button"
      className="small-button"
      aria-label={`${say(`activity.${how}`)}: ${summary}`}
      onClick={() => onReplace(how)}
    >
      {say(`activity.${how}`)}
    </button>
  ))
}

/** At the explorer, where there is one; else its id, to be looked for. */
function Look({ entry: { explorerUrl, hash, summary } }: { entry: Activity }) {
  const link = linkOf(explorerUrl)
  if (link === null) return <CopyButton text={hash} label={say("activity.copy")} />
  return (
    <a
      className="small-button"
      href={link}
      target="_blank"
      rel="noreferrer"
      aria-label={`${say("activity.explorer")}: ${visibleTextOf(summary)}`}
    >
      {say("activity.explorer")}
    </a>
  )
}
