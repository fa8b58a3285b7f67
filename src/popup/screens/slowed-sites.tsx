/** The sites that have to wait, because what they asked was rejected again and again; each can be let ask again. */
import { useCallback, useEffect, useState } from "react"
import type { SlowedSite } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { Visible } from "../parts/visible"
import { useChanges } from "../use-changes"
import { slownessOf } from "../words/slowed"

export function SlowedSites() {
  const [sites, setSites] = useState<SlowedSite[]>([])
  const look = useCallback(() => {
    void ask("slowedSites", null).then((reply) => {
      if ("answered" in reply) setSites(reply.answered)
    })
  }, [])
  useEffect(look, [look])
  useChanges(look)
  if (sites.length === 0) return null
  return (
    <section aria-labelledby="slowed">
      <h2 id="slowed">{say("slowed.title")}</h2>
      <p className="quiet">{say("slowed.why")}</p>
      <ul className="sites">
        {sites.map(({ name, count, until }) => (
          <li key={name} className="card site">
            <div className="site-name">
              <Visible text={name} />
              <span className="quiet">{slownessOf(count, until - Date.now())}</span>
            </div>
            <button
              type="button"
              className="small-button"
              aria-label={say("slowed.liftSpoken", { site: name })}
              onClick={() => void ask("liftSlowdown", { name }).then(look)}
            >
              {say("slowed.lift")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
