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
import { ChainIcon } from "../parts/icons"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
import { PlaceHead } from "../parts/place-head"
import { Row, Rows } from "../parts/rows"
import { Sure } from "../parts/sure"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { momentOf } from "../times"
import { useAnswer } from "../use-answer"
import { familyNames } from "../words"
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
  const { origin, connectedAt, lastUsedAt, accounts, scopes, appUntil } = site
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
        {endsOf(site).map(({ name, said }) => (
          <Row key={name} name={name}>
            {said}
          </Row>
        ))}
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
        {site.autoConfirm === null && appUntil === null && <p className="quiet">{say("site.asks")}</p>}
      </section>
      {scopes.length > 0 && <Session scopes={scopes} />}
      {appUntil !== null && (
        <section aria-labelledby="site-app">
          <h2 id="site-app">{say("site.app")}</h2>
          <p className="quiet">{say("site.appWhat", { time: momentOf(appUntil) })}</p>
        </section>
      )}
      <AutoConfirm site={site} onEnd={() => act("endAutoConfirm")} />
      <div className="deeds">
        <Sure
          testId="disconnect"
          label={say("site.disconnect")}
          question={say("site.sure")}
          yes={say("site.yes")}
          onYes={() => act("disconnectSite")}
        />
      </div>
    </>
  )
}

/** Which networks it may ask on, by the names that the wallet has for them; of another its id is all there is. */
function Session({ scopes }: { scopes: readonly string[] }) {
  const { answer } = useAnswer("networks", null)
  return (
    <section aria-labelledby="site-session">
      <h2 id="site-session">{say("site.session")}</h2>
      <ul className="card site-accounts">
        {scopes.map((scope) => {
          const name = answer?.find(({ chain }) => chain.id === scope)?.chain.name ?? scope
          return (
            <li key={scope} className="with-glyph with-icon">
              <ChainIcon id={scope} name={name} />
              <Visible text={name} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** One end where all families have the same, else one of each. */
function endsOf({ families, ends }: ConnectedSite): { name: string; said: string }[] {
  const [first] = ends
  if (first === undefined) return [{ name: say("site.ends"), said: say("site.never") }]
  if (ends.length === families.length && ends.every(({ at }) => at === first.at)) {
    return [{ name: say("site.ends"), said: momentOf(first.at) }]
  }
  return families.map((family) => {
    const end = ends.find((one) => one.family === family)
    return {
      name: say("site.endsOf", { family: familyNames[family] }),
      said: end === undefined ? say("site.never") : momentOf(end.at),
    }
  })
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
