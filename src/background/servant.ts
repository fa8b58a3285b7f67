/**
 * The background as one thing: its rooms, put together over the roles that a browser plays. Made anew each time the
 * worker wakes; all that must last is in the store.
 */
import type { KeyStore } from "~kms"
import { Family, pageMethods } from "~protocol"
import { type KmsAddress, openWallets } from "./accounts/wallets"
import { openAssets } from "./chains/assets"
import type { KnownChains } from "./chains/known"
import { openNetworks } from "./chains/networks"
import { openRegistry } from "./chains/registry"
import { openAppliers } from "./consent/apply"
import { openBook } from "./consent/book"
import { type Draft, openDesk } from "./consent/desk"
import { openDriver } from "./consent/driver"
import type { Waiting } from "./consent/machine"
import { openPerformer } from "./consent/perform"
import { dropAbandoned, openChanged, openFillWaiting, recover } from "./consent/upkeep"
import { openConsentWindow } from "./consent/window"
import { inBackground, logFault } from "./log"
import { connectedSites } from "./methods/popup-sites"
import { balances, createWallet, walletState } from "./methods/popup-wallet"
import type { Route, Routes } from "./methods/route"
import { openRoutes } from "./methods/routes"
import { openDisconnect } from "./origins/disconnect"
import { openPermissions } from "./origins/permissions"
import type { BrowserSender, Self } from "./origins/sender"
import { openPages } from "./pages"
import type { Alarm, Badge, Windows } from "./roles"
import { parseShape } from "./shape"
import type { Store } from "./store"
import { openSubmissions } from "./submissions/submissions"
import { openAsking, openSwitchboard, type Switchboard } from "./switchboard"

export type World = {
  self: Self
  store: Store
  keys: KeyStore
  kms: KmsAddress
  chains: KnownChains
  windows: Windows
  alarm: Alarm
  badge: Badge
  announce: () => void
  now: () => number
  makeId: () => string
  /** Runs something once, later, if this worker lives so long. */
  after: (ms: number, run: () => void) => void
}

export type Servant = Switchboard & {
  windowClosed(windowId: number): void
  /** The alarm rang. */
  wake(): void
}

/** How long a document has to come back after the worker woke. */
export const COMEBACK_MS = 5_000

export function openServant(world: World): Servant {
  const { store, windows, alarm, badge, announce, now, makeId, kms } = world
  const pages = openPages()
  const book = openBook(store)
  const permissions = openPermissions(store)
  const window = openConsentWindow(store, windows)
  const wallets = openWallets(store, world.keys, kms, now)
  const registry = openRegistry(store, world.chains)
  const networks = openNetworks(registry)
  const assets = openAssets(store)
  const submissions = openSubmissions()

  const changed = openChanged({ book, window, alarm, badge, announce })
  const appliers = openAppliers({ permissions, registry, assets, pages, now })
  const perform = openPerformer({ book, wallets, networks, submissions, appliers, now })
  const driver = openDriver({ book, pages, perform, now, changed })
  const fillWaiting = openFillWaiting(book, wallets, driver, draftOf)
  const recovering = () => recover({ book, driver, window, fillWaiting, changed, now }).catch(logFault)
  const recovered = recovering()
  const desk = openDesk({
    ownOrigin: world.self.origin,
    book,
    driver,
    pages,
    permissions,
    window,
    now,
    makeId,
    fillWaiting,
    changed,
    recovered,
  })
  const disconnect = openDisconnect(permissions, desk, pages)

  const walletHands = { wallets, book, kmsUrl: kms.url, found: fillWaiting }
  const announced = async <T>(work: Promise<T>) => work.finally(announce)
  const routes: Routes = openRoutes({
    ...{ wallets, networks, registry, permissions, submissions, pages, disconnect, now },
  })
  const switchboard = openSwitchboard({
    self: world.self,
    pages,
    desk,
    permissions,
    networks,
    registry,
    routes,
    popup: {
      state: () => walletState(walletHands),
      createWallet: () => announced(createWallet(walletHands)),
      balances: () => balances(wallets, networks, registry),
      sites: () => connectedSites(permissions, registry),
      disconnectSite: async ({ origin }) => announced(disconnect(origin, Family.options).then(() => null)),
      consents: () => desk.views(),
      decide: async (decision) => desk.decide(decision).then(() => null),
    },
  })

  world.after(COMEBACK_MS, () => inBackground(dropAbandoned(book, driver, pages, now)))

  return {
    connect: switchboard.connect,
    say(body, sender) {
      const windowId = consentWindowOf(sender)
      if (windowId !== null) inBackground(window.adopt(windowId))
      return switchboard.say(body, sender)
    },
    windowClosed: (windowId) =>
      inBackground(
        window.closed(windowId).then(async (byPerson) => {
          if (byPerson) await desk.declineAll(() => true)
        }),
      ),
    wake: () => inBackground(recovering()),
  }

  async function draftOf({ method, params, asker }: Waiting): Promise<Draft> {
    const asking = await openAsking({ permissions, networks, registry }, method, asker, null)
    const asked = parseShape(method, pageMethods[method].asked, params)
    const verdict = await (routes[method] as Route<typeof method>).run(asked as never, asking)
    return "consent" in verdict ? verdict.consent() : null
  }

  /** The window of an extension page that shows the consent page. */
  function consentWindowOf(sender: BrowserSender): number | null {
    const isConsentPage = sender.url?.startsWith(`${world.self.origin}/popup.html?window=consent`) === true
    return (isConsentPage && sender.id === world.self.id && sender.tab?.windowId) || null
  }
}
