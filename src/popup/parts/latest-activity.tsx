/** The last few transactions of a family, as a glance; the place of all of them is a tab of its own. */
import { Link } from "wouter"
import type { Family } from "~protocol"
import { say } from "../language"
import { pathOf } from "../places"
import { agoOf } from "../times"
import { useActivity } from "../use-activity"
import { deedTitleOf } from "../words/deeds"
import { FamilyGlyph } from "./glyphs"
import { Visible } from "./visible"

const MOST = 3

export function LatestActivity({ of }: { of: Family }) {
  const { entries } = useActivity({ family: of })
  if (entries === null || entries.length === 0) return null
  return (
    <section className="latest" aria-labelledby="latest">
      <div className="section-head">
        <h2 id="latest">{say("home.latest")}</h2>
        <Link className="small-button" href={pathOf("activity")}>
          {say("home.allActivity")}
        </Link>
      </div>
      <ul className="card assets">
        {entries.slice(0, MOST).map(({ id, family, deed, chainName, status, submittedAt }) => (
          <li key={id}>
            <Link className="asset" href={pathOf("activityEntry", { id })}>
              <FamilyGlyph family={family} />
              <span className="asset-name">
                <span>{deedTitleOf(deed)}</span>
                <span className="quiet">
                  <Visible text={chainName} /> · {agoOf(submittedAt, Date.now())}
                </span>
              </span>
              <span className={`status status-${status}`}>{say(`activity.status.${status}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
