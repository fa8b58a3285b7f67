/** The account in use: what is on it in all, each asset, what can be done, and what happened last. */
import { useState } from "react"
import { Link } from "wouter"
import { accountInUse, type NamedAccount, namedAccounts } from "../account-names"
import { formatAmount, overviewOf } from "../amounts"
import { say } from "../language"
import { AccountSwitch } from "../parts/account-switch"
import { Failure, Skeleton } from "../parts/asking"
import { Assets, SilentChains } from "../parts/assets"
import { LatestActivity } from "../parts/latest-activity"
import { pathOf } from "../places"
import { shownHoldings, type Total, totalsOf } from "../totals"
import { type Held, useHoldings } from "../use-holdings"
import { PricesProvider, useHeldPrices, useKnownPrices } from "../use-prices"
import type { Wallet } from "../use-wallet"
import { visibleTextOf } from "../visible-text"
import { symbolOf } from "../words/amounts"
import { ownedOf } from "../words/holdings"
import { worthInAllOf } from "../words/worth"

const MOST_ASSETS = 5

type HomeProps = { wallet: Wallet; refresh: () => void }

export function Home({ wallet: { state }, refresh }: HomeProps) {
  if (state === null) return null
  const accounts = namedAccounts(state)
  const account = accountInUse(accounts, state.inUse)
  return (
    <>
      <h1 className="unseen">{say("home.title")}</h1>
      <AccountSwitch copies accounts={accounts} inUse={state.inUse} onChosen={refresh} />
      {account && <OfAccount key={account.address} account={account} />}
      {account && <LatestActivity key={account.address} of={account} />}
      <p className="kept-by quiet">
        {say("home.keptBy")} <span className="kept-by-host">{hostOf(state.kmsUrl)}</span>
      </p>
    </>
  )
}

function OfAccount({ account }: { account: NamedAccount }) {
  const held = useHoldings(account)
  return (
    <PricesProvider value={useHeldPrices(held.holdings)}>
      <Totals held={held} />
      <nav className="home-deeds" aria-label={say("home.title")}>
        <Link className="button button-main" href={pathOf("send")} data-testid="send">
          {say("home.send")}
        </Link>
        <Link className="button" href={pathOf("receive")} data-testid="receive">
          {say("home.receive")}
        </Link>
      </nav>
      <section className="assets-of" aria-labelledby="assets">
        <div className="section-head">
          <h2 id="assets">{say("home.assets")}</h2>
          <WorthInAll held={held} />
        </div>
        <HeldAssets held={held} most={MOST_ASSETS} />
      </section>
    </PricesProvider>
  )
}

/** Beside the heading, so that nothing moves when it comes. */
function WorthInAll({ held: { holdings } }: { held: Held }) {
  const { money, isWhole } = worthInAllOf((holdings?.holdings ?? []).map(ownedOf), useKnownPrices())
  const isAll = isWhole && holdings?.silent.length === 0
  return money === null ? null : (
    <span className="quiet" data-testid="worth-in-all">
      {say(isAll ? "worth.inAll" : "worth.inPart", { money })}
    </span>
  )
}

/** Each currency stands for itself: what it is worth stands below, as far as it is known. */
function Totals({ held: { holdings, problem } }: { held: Held }) {
  const totals = totalsOf(holdings?.holdings ?? [])
  const [first, ...others] = totals.filter(({ amount }, at) => at === 0 || amount > 0n)
  return (
    <section className="totals-of" aria-label={say("home.inAll")} aria-busy={holdings === null}>
      {first !== undefined && <TotalLine total={first} />}
      {others.map((total) => (
        <TotalLine key={total.chains.join()} total={total} />
      ))}
      {first === undefined && (
        <p className="total quiet">
          {problem === null && holdings === null ? "…" : say("home.nothingKnown")}
        </p>
      )}
    </section>
  )
}

function TotalLine({ total: { amount, symbol, decimals, chains } }: { total: Total }) {
  const [chain] = chains
  return (
    <p className="total">
      <TotalAmount
        short={overviewOf(amount, decimals)}
        whole={formatAmount(amount, decimals)}
        unit={symbolOf({ symbol })}
      />
      <span className="quiet">
        {chains.length === 1 && chain !== undefined
          ? say("home.onChain", { chain: visibleTextOf(chain) })
          : say("home.onChains", { count: chains.length })}
      </span>
    </p>
  )
}

/** What was cut off comes with a press. */
function TotalAmount({ short, whole, unit }: { short: string; whole: string; unit: string }) {
  const [isWhole, setWhole] = useState(false)
  const amount = (
    <>
      {isWhole ? whole : short} <span className="total-unit">{unit}</span>
    </>
  )
  if (short === whole) return <span className="total-amount">{amount}</span>
  return (
    <button
      type="button"
      className="total-amount"
      title={say("home.everyDigit")}
      aria-pressed={isWhole}
      onClick={() => setWhole(!isWhole)}
    >
      {amount}
    </button>
  )
}

/** With `most`, the rest has a place of its own. */
export function HeldAssets({ held, most }: { held: Held; most?: number }) {
  const { holdings, problem, look } = held
  if (holdings === null && problem !== null) return <Failure sentence={problem} onRetry={look} />
  if (holdings === null) return <Skeleton label={say("home.loadingAssets")} rows={2} />
  const shown = shownHoldings(holdings.holdings)
  const isEmpty = shown.every(({ amount }) => amount === "0")
  return (
    <>
      <SilentChains silent={holdings.silent} />
      {shown.length > 0 && <Assets holdings={shown.slice(0, most)} />}
      {isEmpty && holdings.silent.length === 0 && <p className="quiet">{say("home.noAssets")}</p>}
      {most !== undefined && shown.length > most && (
        <Link className="small-button show-more" href={pathOf("tokens")}>
          {say("home.allAssets", { count: shown.length })}
        </Link>
      )}
    </>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
