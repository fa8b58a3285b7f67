/** The sites that may ask: on which network, and when they last did. Each leads to what it may; all can be ended. */
import { useState } from "react"
import { Link } from "wouter"
import type { ConnectedSite } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
import { Sure } from "../parts/sure"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { agoOf } from "../times"
import { familyNames } from "../words"

export function Sites({ sites, refresh }: { sites: ConnectedSite[]; refresh: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  async function disconnectAll(): Promise<void> {
    const reply = await ask("disconnectAll", null)
    setProblem("problem" in reply ? reply.problem.message : null)
    refresh()
  }
  return (
    <section aria-labelledby="sites">
      <h1 id="sites">{say("home.sites")}</h1>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {sites.length === 0 && <p className="empty quiet">{say("home.noSites")}</p>}
      <ul className="sites">
        {sites.map((site) => (
          <Site key={site.origin} site={site} />
        ))}
      </ul>
      {sites.length > 1 && (
        <div className="deeds">
          <Sure
            testId="disconnect-all"
            label={say("site.disconnectAll")}
            question={say("site.sureAll", { count: sites.length })}
            yes={say("site.yesAll")}
            onYes={() => void disconnectAll()}
          />
        </div>
      )}
    </section>
  )
}

function Site({ site }: { site: ConnectedSite }) {
  const { origin, lastUsedAt } = site
  return (
    <li>
      <Link className="card site activity-link" href={pathOf("site", { origin })}>
        <span className="site-name">
          <Origin origin={origin} />
          <span className="quiet">
            <Visible text={networksOf(site).join(", ")} /> ·{" "}
            {say("home.used", { ago: agoOf(lastUsedAt, Date.now()) })}
          </span>
        </span>
        <svg className="onward" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M9.500 6l6 6-6 6" />
        </svg>
      </Link>
    </li>
  )
}

export function networksOf({ families, chainName }: ConnectedSite): string[] {
  return families.map((family) =>
    family === "ethereum" && chainName !== null ? chainName : familyNames[family],
  )
}
