/**
 * The background as one thing: its rooms, put together over the roles that a browser plays. Made anew each time the
 * worker wakes; all that must last is in the store.
 */
import type { KeyStore } from "~kms"
import { Family, pageMethods, type RiskCode } from "~protocol"
import { type KmsAddress, openWallets } from "./accounts/wallets"
import { openAssets } from "./chains/assets"
import type { KnownChains } from "./chains/known"
import { openNetworks } from "./chains/networks"
import { openRegistry } from "./chains/registry"
import { openSubscriptions } from "./chains/subscriptions"
import { openWatches } from "./chains/watches"
import { openAmendments } from "./consent/amendments"
import { openAppliers } from "./consent/apply"
import { openAutoConfirm } from "./consent/auto-confirm"
import { openBook } from "./consent/book"
import { type Draft, openDesk } from "./consent/desk"
import { openDriver } from "./consent/driver"
import type { Waiting } from "./consent/machine"
import { openPerformer } from "./consent/perform"
import { dropAbandoned, openChanged, openFillWaiting, recover } from "./consent/upkeep"
import { openConsentWindow } from "./consent/window"
import { openInsights } from "./insights"
import { inBackground, logFault } from "./log"
import { declineReplacements, listActivity, openReplacement } from "./methods/popup-activity"
import { changeSetting } from "./methods/popup-settings"
import { connectedSites } from "./methods/popup-sites"
import { balances, createWallet, walletState } from "./methods/popup-wallet"
import type { Route, Routes } from "./methods/route"
import { openRoutes } from "./methods/routes"
import { openDisconnect, openEndings } from "./origins/disconnect"
import { openLogins } from "./origins/logins"
import { openPermissions } from "./origins/permissions"
import type { BrowserSender, Self } from "./origins/sender"
import { openSlowdown } from "./origins/slowdown"
import { openThrottle } from "./origins/throttle"
import { openPages } from "./pages"
import { openPhishingLists } from "./risks/phishing/lists"
import type { Alarm, Badge, Files, News, SettingsShelf, Windows } from "./roles"
import { parseShape } from "./shape"
import type { Store } from "./store"
import { openFollower } from "./submissions/follower"
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
  news: News
  settings: SettingsShelf
  files: Files
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
  const pages = openPages(() => inBackground(world.news.spread()))
  const book = openBook(store)
  const permissions = openPermissions(store, now)
  const slowdown = openSlowdown(store)
  const throttle = openThrottle(now)
  const window = openConsentWindow(store, windows, () => desk.dismissAll())
  const wallets = openWallets(store, world.keys, kms, now)
  const registry = openRegistry(store, world.chains)
  const networks = openNetworks(registry)
  const assets = openAssets(store)
  const submissions = openSubmissions(store, now)
  const watches = openWatches(store, now)
  const subscriptions = openSubscriptions({ watches, networks, pages, after: world.after })
  const logins = openLogins(store, wallets, now)

  const insights = openInsights({
    ...{ book, pages, announce, now },
    // What reads bytes and tries transactions is not run before somebody looks at a consent.
    async openTools() {
      const [{ openTools }, { readers }] = await Promise.all([
        import("./insights/tools"),
        import("./insights/readers"),
      ])
      return openTools({ ...{ wallets, networks, registry, now }, readers, files: world.files })
    },
  })
  const announceEach = () => {
    announce()
    inBackground(insights.tidy())
  }
  const isFollowing = () => follower.plan()
  const changed = openChanged({ book, window, alarm, badge, announce: announceEach, isFollowing })
  const appliers = openAppliers({ permissions, registry, assets, pages, now })
  const perform = openPerformer({ book, wallets, networks, submissions, appliers, logins, now })
  const driver = openDriver({ book, pages, perform, now, changed })
  const fillWaiting = openFillWaiting(book, wallets, driver, draftOf)
  const recovering = () => recover({ book, driver, window, fillWaiting, changed, now }).catch(logFault)
  const recovered = recovering()
  const phishing = openPhishingLists({ files: world.files, store, settings: world.settings, now })
  const blockOf = async (origin: string): Promise<RiskCode | null> =>
    (await phishing.verdictOf(origin)).type === "listed" ? "phishing-site" : null
  const desk = openDesk({
    ownOrigin: world.self.origin,
    book,
    driver,
    pages,
    permissions,
    window,
    slowdown,
    blockOf,
    autoConfirm: openAutoConfirm(store, now, async (origin) => (await blockOf(origin)) !== null),
    now,
    makeId,
    fillWaiting,
    changed,
    recovered,
  })
  const follower = openFollower({
    ...{ submissions, book, networks, changed, now, after: world.after },
    ended: ({ hash }) => declineReplacements(desk, hash),
  })
  const leaving = { permissions, desk, pages, registry }
  const disconnect = openDisconnect(leaving)
  const endings = openEndings(leaving, { now, after: world.after, changed: announce })

  const walletHands = { wallets, book, kmsUrl: kms.url, found: fillWaiting }
  const announced = async <T>(work: Promise<T>) => work.finally(announce)
  const routes: Routes = openRoutes({
    ...{
      wallets,
      book,
      networks,
      registry,
      permissions,
      logins,
      submissions,
      pages,
      disconnect,
      watches,
      subscriptions,
      now,
    },
  })
  const switchboard = openSwitchboard({
    self: world.self,
    pages,
    desk,
    throttle,
    permissions,
    networks,
    registry,
    routes,
    popup: {
      state: () => walletState(walletHands),
      createWallet: () => announced(createWallet(walletHands)),
      balances: () => balances(wallets, networks, registry),
      sites: () => connectedSites(permissions, registry),
      slowedSites: () => slowdown.list(now()),
      liftSlowdown: async ({ name }) => announced(slowdown.lift(name).then(() => null)),
      disconnectSite: async ({ origin }) => announced(disconnectWhole(origin)),
      settings: () => world.settings.read(),
      changeSetting: (change) => announced(changeSetting(world.settings, change)),
      consents: () => desk.views(),
      insight: ({ id }) => insights.of(id),
      decide: async (decision) => desk.decide(decision).then(() => null),
      amend: openAmendments({ book, driver, networks, now }),
      activity: (page) => listActivity(submissions, registry, page),
      speedUp: ({ id }) => openReplacement("speed-up", id, { submissions, networks, desk }),
      cancel: ({ id }) => openReplacement("cancel", id, { submissions, networks, desk }),
    },
  })

  inBackground(recovered.then(() => follower.look()))
  world.after(COMEBACK_MS, () => {
    inBackground(dropAbandoned(book, driver, pages, now))
    inBackground(logins.finish())
    inBackground(phishing.refresh())
    inBackground(endings.look())
  })

  return {
    connect: switchboard.connect,
    connectBack: switchboard.connectBack,
    say(body, sender) {
      const windowId = consentWindowOf(sender)
      if (windowId !== null) inBackground(window.adopt(windowId).then(closeUnneeded))
      return switchboard.say(body, sender)
    },
    windowClosed: (windowId) => inBackground(window.closed(windowId)),
    wake: () => {
      inBackground(recovering().then(() => Promise.all([follower.look(), endings.look()])))
      inBackground(phishing.refresh())
    },
  }

  /** Only for a window that was missing: whatever aligns also announces, and the window would speak again. */
  async function closeUnneeded(wasMissing: boolean): Promise<void> {
    if (wasMissing) await changed()
  }

  /** What the site's app was given in the KMS ends too, as soon as the KMS can be asked. */
  async function disconnectWhole(origin: string): Promise<null> {
    await logins.end(origin)
    await disconnect(origin, Family.options)
    inBackground(logins.finish())
    return null
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
