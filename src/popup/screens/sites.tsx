/** The sites that may ask: on which network, and when they last did. Each leads to what it may; all can be ended. */
import { useState } from "react"
import { Link } from "wouter"
import type { ConnectedSite } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
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
      {sites.length > 1 && <DisconnectAll count={sites.length} onYes={() => void disconnectAll()} />}
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

/** Asked twice: what it ends cannot be taken back but site by site. */
function DisconnectAll({ count, onYes }: { count: number; onYes: () => void }) {
  const [isSure, setSure] = useState(false)
  if (!isSure) {
    return (
      <button
        type="button"
        className="small-button show-more"
        data-testid="disconnect-all"
        onClick={() => setSure(true)}
      >
        {say("site.disconnectAll")}
      </button>
    )
  }
  return (
    <div className="card sure-card" role="alertdialog" aria-labelledby="sure-all">
      <p id="sure-all">{say("site.sureAll", { count })}</p>
      <div className="form-choices">
        <button
          type="button"
          className="button"
          // biome-ignore lint/a11y/noAutofocus: the question was just asked, and this is its harmless answer
          autoFocus
          onClick={() => setSure(false)}
        >
          {say("site.keep")}
        </button>
        <button type="button" className="button button-wary" data-testid="yes-all" onClick={onYes}>
          {say("site.yesAll")}
        </button>
      </div>
    </div>
  )
}
