/** The sites that may ask: with which accounts, on which chain, and when they last did. */
import { useState } from "react"
import type { ConnectedSite } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
import { Visible } from "../parts/visible"
import { agoOf } from "../times"
import { familyNames } from "../words"

export function Sites({ sites, refresh }: { sites: ConnectedSite[]; refresh: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  async function disconnect(origin: string): Promise<void> {
    const reply = await ask("disconnectSite", { origin })
    setProblem("problem" in reply ? reply.problem.message : null)
    refresh()
  }
  return (
    <section aria-labelledby="sites">
      <h1 id="sites">{say("home.sites")}</h1>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {sites.length === 0 && <p className="quiet">{say("home.noSites")}</p>}
      <ul className="sites">
        {sites.map((site) => (
          <Site key={site.origin} site={site} onDisconnect={() => void disconnect(site.origin)} />
        ))}
      </ul>
    </section>
  )
}

function Site({ site, onDisconnect }: { site: ConnectedSite; onDisconnect: () => void }) {
  const { origin, families, chainName, lastUsedAt } = site
  const names = families.map((family) =>
    family === "ethereum" && chainName !== null ? chainName : familyNames[family],
  )
  return (
    <li className="card site">
      <div className="site-name">
        <Origin origin={origin} />
        <span className="quiet">
          <Visible text={names.join(", ")} /> · {say("home.used", { ago: agoOf(lastUsedAt, Date.now()) })}
        </span>
      </div>
      <button
        type="button"
        className="small-button"
        aria-label={say("home.disconnectSpoken", { site: origin })}
        onClick={onDisconnect}
      >
        {say("home.disconnect")}
      </button>
    </li>
  )
}
