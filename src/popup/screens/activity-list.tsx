/** What was sent and signed, newest first, searched and narrowed down. Each entry leads to all that is kept of it. */
import { useEffect, useRef, useState } from "react"
import { Link } from "wouter"
import type { ConnectedSite } from "~protocol"
import type { Activity } from "../activity"
import { say } from "../language"
import { ActivityFilters } from "../parts/activity-filters"
import { Failure, Skeleton } from "../parts/asking"
import { ChainAndTime } from "../parts/chain-and-time"
import { FamilyGlyph } from "../parts/glyphs"
import { NoticesOffer } from "../parts/notices-offer"
import { SiteOrYou } from "../parts/origin"
import { Sentence } from "../parts/sentence"
import { pathOf } from "../places"
import { type ActivityFilter, useActivity } from "../use-activity"
import { deedTitleOf } from "../words/deeds"

export function ActivityList({ sites }: { sites: ConnectedSite[] }) {
  const [filter, setFilter] = useState<ActivityFilter>({})
  const { entries, problem, hasMore, more, look } = useActivity(filter)
  const origins = useOrigins(sites, entries)
  const isFiltered = Object.keys(filter).length > 0
  return (
    <section aria-labelledby="activity" className="activity-list">
      <h1 id="activity">{say("activity.title")}</h1>
      {(isFiltered || (entries !== null && entries.length > 0)) && (
        <ActivityFilters origins={origins} filter={filter} onFilter={setFilter} />
      )}
      {entries?.some(({ status }) => status === "sent") && <NoticesOffer />}
      {problem !== null && <Failure sentence={problem} onRetry={look} />}
      {entries === null && problem === null && <Skeleton label={say("activity.loading")} rows={4} />}
      {entries?.length === 0 && (
        <p className="empty quiet" role="status">
          {say(isFiltered ? "activity.nothingFound" : "activity.none")}
        </p>
      )}
      <ul className="sites">
        {entries?.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {hasMore && <More onMore={more} />}
    </section>
  )
}

/** Of the sites that are connected, and of whoever else was seen in the list since it was opened. */
function useOrigins(sites: ConnectedSite[], entries: Activity[] | null): string[] {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const fresh = (entries ?? []).map(({ origin }) => origin).filter((origin) => !seen.has(origin))
    if (fresh.length > 0) setSeen(new Set([...seen, ...fresh]))
  }, [entries, seen])
  return [...new Set([...sites.map(({ origin }) => origin), ...seen])]
}

function Entry({ entry }: { entry: Activity }) {
  const { id, family, deed, status, origin, chainName, submittedAt } = entry
  return (
    <li>
      <Link
        className="card activity activity-link"
        href={pathOf("activityEntry", { id })}
        data-status={status}
        data-testid="activity-entry"
      >
        <FamilyGlyph family={family} />
        <span className="site-name">
          <strong className="activity-deed">
            <Sentence text={deedTitleOf(deed)} />
          </strong>
          <span className="quiet">
            <SiteOrYou origin={origin} />
          </span>
          <span className="activity-foot">
            <span className="quiet">
              <ChainAndTime chainName={chainName} at={submittedAt} />
            </span>
            <span className={`status status-${status}`}>{say(`activity.status.${status}`)}</span>
          </span>
        </span>
      </Link>
    </li>
  )
}

/** Presses itself when it is scrolled to. */
function More({ onMore }: { onMore: () => void }) {
  const end = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (end.current === null) return
    const watch = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting === true) onMore()
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [onMore])
  return (
    <button type="button" className="small-button show-more" ref={end} onClick={onMore}>
      {say("activity.more")}
    </button>
  )
}
