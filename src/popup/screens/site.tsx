/** One connected site: what it sees, what it may, since when, and how to end it. */
import { useState } from "react"
import { useLocation } from "wouter"
import type { ConnectedSite } from "~protocol"
import { ask } from "../ask"
import { say } from "../language"
import { originPartsOf } from "../origins"
import { Address } from "../parts/address"
import { Failure, Skeleton } from "../parts/asking"
import { FamilyGlyph } from "../parts/glyphs"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
import { PlaceHead } from "../parts/place-head"
import { Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { momentOf } from "../times"
import { useAnswer } from "../use-answer"
import { amountOf } from "../words/amounts"
import { networksOf } from "./sites"

export function SitePlace({ origin, refresh }: { origin: string; refresh: () => void }) {
  const { answer, problem, look } = useAnswer("sites", null)
  const [failed, setFailed] = useState<string | null>(null)
  const [, go] = useLocation()
  const site = answer?.find((one) => one.origin === origin)

  async function act(name: "disconnectSite" | "endAutoConfirm"): Promise<void> {
    const reply = await ask(name, { origin })
    setFailed("problem" in reply ? reply.problem.message : null)
    refresh()
    if (name === "disconnectSite" && "answered" in reply) go(pathOf("sites"))
    else look()
  }

  return (
    <>
      <PlaceHead
        title={originPartsOf(origin).host}
        back={{ href: pathOf("sites"), label: say("site.back") }}
      />
      {failed !== null && <Notice tone="bad">{failed}</Notice>}
      {answer === null && problem !== null && <Failure sentence={problem} onRetry={look} />}
      {answer === null && problem === null && <Skeleton label={say("site.loading")} />}
      {answer !== null && site === undefined && (
        <p className="empty quiet" role="status">
          {say("site.gone")}
        </p>
      )}
      {site !== undefined && <Whole site={site} act={(name) => void act(name)} />}
    </>
  )
}

type WholeProps = { site: ConnectedSite; act: (name: "disconnectSite" | "endAutoConfirm") => void }

function Whole({ site, act }: WholeProps) {
  const { origin, connectedAt, lastUsedAt, accounts, scopes } = site
  return (
    <>
      <Rows>
        <Row name={say("activity.site")} stacked>
          <Origin origin={origin} />
        </Row>
        <Row name={say("site.network")}>
          <Visible text={networksOf(site).join(", ")} />
        </Row>
        <Row name={say("site.since")}>{momentOf(connectedAt)}</Row>
        <Row name={say("site.used")}>{momentOf(lastUsedAt)}</Row>
      </Rows>
      <section aria-labelledby="site-accounts">
        <h2 id="site-accounts">{say("site.accounts")}</h2>
        <ul className="card site-accounts">
          {accounts.map(({ family, address }) => (
            <li key={address} className="with-glyph">
              <FamilyGlyph family={family} />
              <Address address={address} />
            </li>
          ))}
        </ul>
        <p className="quiet">{say("site.asks")}</p>
        {scopes.length > 0 && <p className="quiet">{say("site.sessions", { count: scopes.length })}</p>}
      </section>
      <AutoConfirm site={site} onEnd={() => act("endAutoConfirm")} />
      <div className="deeds">
        <button
          type="button"
          className="button button-wary"
          data-testid="disconnect"
          onClick={() => act("disconnectSite")}
        >
          {say("site.disconnect")}
        </button>
      </div>
    </>
  )
}

function AutoConfirm({ site: { autoConfirm }, onEnd }: { site: ConnectedSite; onEnd: () => void }) {
  if (autoConfirm === null) return null
  return (
    <section aria-labelledby="site-auto">
      <h2 id="site-auto">{say("site.autoConfirm")}</h2>
      <div className="card lock-part">
        <ul className="limits">
          {autoConfirm.limits.map(({ chain, amount, spent }) => (
            <li key={chain.id}>
              <span className="limit-said">
                <Visible text={chain.name} />
                <span className="quiet">
                  {say("site.spent", {
                    spent: amountOf(spent, { chain }),
                    amount: amountOf(amount, { chain }),
                  })}
                </span>
              </span>
              <meter min={0} max={1} value={shareOf(spent, amount)} aria-label={chain.name} />
            </li>
          ))}
        </ul>
        <p className="quiet">{say("site.until", { time: momentOf(autoConfirm.until) })}</p>
        <div className="form-choices">
          <button type="button" className="button" onClick={onEnd}>
            {say("site.askAgain")}
          </button>
        </div>
      </div>
    </section>
  )
}

function shareOf(spent: string, amount: string): number {
  return amount === "0" ? 1 : Number((BigInt(spent) * 1000n) / BigInt(amount)) / 1000
}
