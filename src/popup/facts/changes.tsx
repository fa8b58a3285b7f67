/** What the account has more or less of afterwards, as the network tried it out. Its place is kept until then. */
import type { BalanceChange, Simulation } from "~protocol"
import { shortAddressOf } from "../addresses"
import { say } from "../language"
import { Worth } from "../parts/worth"
import type { Seen } from "../use-insight"
import { visibleTextOf } from "../visible-text"
import type { About } from "../words/actions"
import { amountInWords, unitOf } from "../words/assets"

export function Changes({ seen, about }: { seen: Seen; about: About }) {
  const simulation = simulationIn(seen)
  return (
    <section
      className="card changes"
      aria-labelledby="changes"
      aria-busy={simulation?.status === "pending"}
      data-testid="changes"
    >
      <h2 id="changes">{say("insight.changes.title")}</h2>
      <div aria-live="polite">
        <Outcome simulation={simulation} about={about} />
      </div>
    </section>
  )
}

/** Null where it could not be asked for. */
function simulationIn(seen: Seen): Simulation | null {
  if (seen.status === "none") return null
  return seen.status === "known" ? seen.insight.simulation : { status: "pending" }
}

function Outcome({ simulation, about }: { simulation: Simulation | null; about: About }) {
  if (simulation === null) return <p className="quiet">{say("insight.changes.unknown")}</p>
  switch (simulation.status) {
    case "pending":
      return (
        <div className="skeleton">
          <p className="unseen">{say("insight.changes.trying")}</p>
          <span />
          <span />
        </div>
      )
    case "fails":
      return (
        <p className="changes-fail">
          {say("insight.changes.fails", { reason: visibleTextOf(simulation.reason) })}
        </p>
      )
    case "unavailable":
      return <p className="quiet">{say(`insight.changes.${simulation.why}`)}</p>
    case "known":
      return <Known simulation={simulation} about={about} />
  }
}

type KnownProps = { simulation: Extract<Simulation, { status: "known" }>; about: About }

function Known({ simulation: { changes, approvals, isPartial }, about }: KnownProps) {
  return (
    <>
      {changes.length === 0 && approvals.length === 0 && !isPartial && (
        <p className="quiet">{say("insight.changes.none")}</p>
      )}
      <ul className="changes-list">
        {changes.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is shown is made anew as a whole
          <Change key={at} change={change} about={about} />
        ))}
        {approvals.map((approval, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <li key={at} className="change">
            <span className="change-way">
              {say("insight.changes.may", { who: shortAddressOf(approval.spender) })}
            </span>
            <span className="change-amount">{amountInWords(approval, about)}</span>
          </li>
        ))}
      </ul>
      {isPartial && <p className="quiet">{say("insight.changes.partial")}</p>}
    </>
  )
}

function Change({ change: { asset, delta }, about }: { change: BalanceChange; about: About }) {
  const isLoss = delta.startsWith("-")
  const units = delta.replace("-", "")
  const amount = amountInWords({ asset, amount: units }, about)
  return (
    <li className={isLoss ? "change change-loss" : "change change-gain"}>
      <span className="change-way">{say(isLoss ? "insight.changes.loss" : "insight.changes.gain")}</span>
      <span className="change-amount">
        {say(isLoss ? "insight.changes.minus" : "insight.changes.plus", { amount })}
        <Worth asset={asset} amount={units} decimals={unitOf(asset, about).decimals} />
      </span>
    </li>
  )
}
