/** The last few things that an account sent or signed, as a glance; the place of all of them is a tab of its own. */
import { Link } from "wouter"
import type { AccountName } from "~protocol"
import { say } from "../language"
import { pathOf } from "../places"
import { useActivity } from "../use-activity"
import { deedTitleOf } from "../words/deeds"
import { ChainAndTime } from "./chain-and-time"
import { FamilyGlyph } from "./glyphs"
import { Sentence } from "./sentence"

const MOST = 3

export function LatestActivity({ of }: { of: AccountName }) {
  const { entries } = useActivity({ family: of.family, account: of.address })
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
                <span>
                  <Sentence text={deedTitleOf(deed)} />
                </span>
                <span className="quiet">
                  <ChainAndTime chainName={chainName} at={submittedAt} />
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
