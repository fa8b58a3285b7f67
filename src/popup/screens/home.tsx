/** The wallet at rest: its accounts with what is on them, and the sites that may ask. */
import { useState } from "react"
import type { Account, Balance, ConnectedSite } from "~protocol"
import { shortenAmount } from "../amounts"
import { ask } from "../ask"
import { Address } from "../parts/address"
import { CopyButton } from "../parts/copy-button"
import { FamilyGlyph } from "../parts/glyphs"
import { Notice } from "../parts/notice"
import { Origin } from "../parts/origin"
import type { Wallet } from "../use-wallet"
import { amountOf, familyNames, words } from "../words"

const PLACES = 6

export function Home({ wallet, refresh }: { wallet: Wallet; refresh: () => void }) {
  const { state, sites, balances } = wallet
  return (
    <main className="screen">
      <div className="screen-body">
        <h1>{words.home.accounts}</h1>
        <ul className="accounts">
          {state?.wallet?.accounts.map((account) => (
            <AccountCard
              key={account.address}
              account={account}
              balance={balances?.find(({ address }) => address === account.address)}
            />
          ))}
        </ul>
        <Sites sites={sites} refresh={refresh} />
      </div>
      <footer className="keeper quiet">
        {words.home.keptBy} <span className="keeper-host">{hostOf(state?.kmsUrl ?? "")}</span>
      </footer>
    </main>
  )
}

type AccountCardProps = { account: Account; balance: Balance | undefined }

function AccountCard({ account, balance }: AccountCardProps) {
  const { family, address } = account
  return (
    <li className="card account">
      <FamilyGlyph family={family} />
      <div className="account-name">
        <span>{familyNames[family]}</span>
        <Address address={address} testId={`account-${family}`} />
      </div>
      <div className="account-side">
        {balance ? <Amount balance={balance} /> : <span className="quiet">…</span>}
        <CopyButton text={address} label={`${familyNames[family]} address`} />
      </div>
    </li>
  )
}

function Amount({ balance }: { balance: Balance }) {
  const { amount, decimals, symbol } = balance
  if (amount === null) return <span className="quiet">{words.home.noBalance}</span>
  return (
    <span className="amount" title={amountOf(amount, { chain: { ...balance, id: "", name: "" } })}>
      {shortenAmount(amount, decimals, PLACES)} <span className="quiet">{symbol}</span>
    </span>
  )
}

function Sites({ sites, refresh }: { sites: ConnectedSite[]; refresh: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  async function disconnect(origin: string): Promise<void> {
    const reply = await ask("disconnectSite", { origin })
    setProblem("problem" in reply ? reply.problem.message : null)
    refresh()
  }
  return (
    <section aria-labelledby="sites">
      <h2 id="sites">{words.home.sites}</h2>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      {sites.length === 0 && <p className="quiet">{words.home.noSites}</p>}
      <ul className="sites">
        {sites.map(({ origin, families }) => (
          <li className="card site" key={origin}>
            <div className="site-name">
              <Origin origin={origin} />
              <span className="quiet">{families.map((family) => familyNames[family]).join(", ")}</span>
            </div>
            <button
              type="button"
              className="small-button"
              aria-label={`${words.home.disconnect} ${origin}`}
              onClick={() => void disconnect(origin)}
            >
              {words.home.disconnect}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
