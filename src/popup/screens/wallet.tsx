/** The wallet at rest: the place that is open, and the tabs that lead to the others. */
import { Link, Route, Router, Switch, useLocation } from "wouter"
import { useHashLocation } from "wouter/use-hash-location"
import { say } from "../language"
import { Shortcuts } from "../parts/shortcuts"
import { TabGlyph } from "../parts/tab-glyphs"
import { places, tabOf, tabs } from "../places"
import { useArrival } from "../use-arrival"
import type { Wallet as Known } from "../use-wallet"
import { AccountsPlace } from "./accounts"
import { ActivityEntry } from "./activity-entry"
import { ActivityList } from "./activity-list"
import { DeveloperPlace } from "./developer"
import { Home } from "./home"
import { KmsPlace } from "./kms"
import { LockSettings } from "./lock-settings"
import { NetworksPlace } from "./networks"
import { ReceivePlace } from "./receive"
import { SendPlace } from "./send"
import { Settings } from "./settings"
import { SitePlace } from "./site"
import { Sites } from "./sites"
import { SlowedSites } from "./slowed-sites"
import { TokensPlace } from "./tokens"

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
        <Shortcuts />
      </div>
    </Router>
  )
}

function Views({ wallet, refresh }: WalletProps) {
  useArrival()
  return (
    <Switch>
      <Route path={places.activity}>
        <ActivityList sites={wallet.sites} />
      </Route>
      <Route path={places.activityEntry}>
        {({ id }) => <ActivityEntry key={id} id={decoded(id)} refresh={refresh} />}
      </Route>
      <Route path={places.sites}>
        <Sites sites={wallet.sites} refresh={refresh} />
        <SlowedSites />
      </Route>
      <Route path={places.site}>
        {({ origin }) => <SitePlace key={origin} origin={decoded(origin)} refresh={refresh} />}
      </Route>
      <Route path={places.settings}>
        <Settings />
      </Route>
      <Route path={places.lock}>
        <LockSettings />
      </Route>
      <Route path={places.networks}>
        <NetworksPlace />
      </Route>
      <Route path={places.kms}>
        <KmsPlace />
      </Route>
      <Route path={places.developer}>
        <DeveloperPlace />
      </Route>
      <Route path={places.keys}>
        <AccountsPlace wallet={wallet} refresh={refresh} />
      </Route>
      <Route path={places.tokens}>
        <TokensPlace wallet={wallet} />
      </Route>
      <Route path={places.receive}>
        <ReceivePlace wallet={wallet} refresh={refresh} />
      </Route>
      <Route path={places.send}>
        <SendPlace wallet={wallet} refresh={refresh} />
      </Route>
      <Route path={places.sendAsset}>
        {({ chain, asset }) => (
          <SendPlace wallet={wallet} refresh={refresh} chain={decoded(chain)} asset={decoded(asset)} />
        )}
      </Route>
      <Route>
        <Home wallet={wallet} refresh={refresh} />
      </Route>
    </Switch>
  )
}

/** What stands in a path may be anybody's. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
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
