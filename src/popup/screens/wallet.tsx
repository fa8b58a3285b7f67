/** The wallet at rest: the place that is open, and the tabs that lead to the others. */
import { Link, Route, Router, Switch, useLocation } from "wouter"
import { useHashLocation } from "wouter/use-hash-location"
import { say } from "../language"
import { TabGlyph } from "../parts/tab-glyphs"
import { places, tabOf, tabs } from "../places"
import type { Wallet as Known } from "../use-wallet"
import { ActivityList } from "./activity-list"
import { Home } from "./home"
import { Settings } from "./settings"
import { Sites } from "./sites"
import { SlowedSites } from "./slowed-sites"

type WalletProps = { wallet: Known; refresh: () => void }

export function Wallet(props: WalletProps) {
  return (
    <Router hook={useHashLocation}>
      <div className="wallet">
        <main className="screen">
          <div className="screen-body">
            <Views {...props} />
          </div>
        </main>
        <Tabs />
      </div>
    </Router>
  )
}

function Views({ wallet, refresh }: WalletProps) {
  return (
    <Switch>
      <Route path={places.activity}>
        <ActivityList refresh={refresh} />
      </Route>
      <Route path={places.sites}>
        <Sites sites={wallet.sites} refresh={refresh} />
        <SlowedSites />
      </Route>
      <Route path={places.settings}>
        <Settings />
      </Route>
      <Route>
        <Home wallet={wallet} />
      </Route>
    </Switch>
  )
}

function Tabs() {
  const [path] = useLocation()
  const here = tabOf(path)
  return (
    <nav className="tabs" aria-label={say("tabs.label")}>
      {tabs.map((tab) => (
        <Link key={tab} className="tab" href={places[tab]} aria-current={tab === here ? "page" : undefined}>
          <TabGlyph tab={tab} />
          {say(`tabs.names.${tab}`)}
        </Link>
      ))}
    </nav>
  )
}
