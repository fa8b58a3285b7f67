/**
 * The background as one thing: its rooms, put together over the roles that a browser plays. Made anew each time the
 * worker wakes; all that must last is in the store.
 */
import type { KeyStore } from "~kms"
import { pageMethods, type RiskCode } from "~protocol"
import { openChoices } from "./accounts/choices"
import type { KmsAddress } from "./accounts/kms-proof"
import { openWallets } from "./accounts/wallets"
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
import { openLock } from "./lock/lock"
import { inBackground, logFault } from "./log"
import { popupMessages } from "./methods/popup"
import { declineReplacements } from "./methods/popup-activity"
import type { Route, Routes } from "./methods/route"
import { openRoutes } from "./methods/routes"
import { openDisconnect, openEndings } from "./origins/disconnect"
import { tellAccounts } from "./origins/hidden"
import { openLogins } from "./origins/logins"
import { openPermissions } from "./origins/permissions"
import type { BrowserSender, Self } from "./origins/sender"
import { openSlowdown } from "./origins/slowdown"
import { openThrottle } from "./origins/throttle"
import { openPages } from "./pages"
import { openPhishingLists } from "./risks/phishing/lists"
import type {
  Alarm,
  Badge,
  BrowserRun,
  Files,
  LockAlarm,
  News,
  Notices,
  SettingsShelf,
  Windows,
} from "./roles"
import { parseShape } from "./shape"
import { openSignatures } from "./signatures/signatures"
import type { Store } from "./store"
import { openFollower } from "./submissions/follower"
import { notify } from "./submissions/notify"
import { openRecipients } from "./submissions/recipients"
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
  run: BrowserRun
  lockAlarm: LockAlarm
  notices: Notices
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
  const choices = openChoices(store)
  const registry = openRegistry(store, world.chains)
  const networks = openNetworks(registry)
  const assets = openAssets(store)
  const submissions = openSubmissions(store, now)
  const signatures = openSignatures(store, now)
  const watches = openWatches(store, now)
  const subscriptions = openSubscriptions({ watches, networks, pages, after: world.after })
  const logins = openLogins(store, wallets, now)

  const lock = openLock({
    ...{ store, now, run: world.run, alarm: world.lockAlarm, origin: world.self.origin },
    closed: async (at) => {
      await desk.declineAll(({ askedAt }) => askedAt <= at)
      await tellAccounts(permissions, pages, true)
      announce()
    },
    opened: async () => {
      // It may have been closed again by now; then nobody is told an account after all.
      await tellAccounts(permissions, pages, await lock.isLocked())
      await fillWaiting()
      announce()
    },
  })

  const insights = openInsights({
    ...{ book, pages, permissions, announce, now },
    // What reads bytes and tries transactions is not run before somebody looks at a consent.
    async openTools() {
      const { openTools } = await import("./insights/tools")
      const recipients = openRecipients(store)
      return openTools({
        ...{ wallets, networks, registry, permissions, recipients, phishing, now },
        files: world.files,
      })
    },
  })
  const announceEach = () => {
    announce()
    inBackground(insights.tidy())
  }
  const isFollowing = () => follower.plan()
  const changed = openChanged({ book, window, alarm, badge, announce: announceEach, isFollowing })
  const declineUnseen = (origin: string) => desk.declineUnseen(origin)
  const appliers = openAppliers({ permissions, registry, assets, pages, declineUnseen, now })
  const perform = openPerformer({
    ...{ book, wallets, networks, submissions, signatures, appliers, logins, now },
  })
  const driver = openDriver({ book, pages, perform, now, changed })
  const isLocked = lock.isLocked
  const fillWaiting = openFillWaiting({ book, wallets, driver, isLocked, workOut, now })
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
    isLocked: lock.isLocked,
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
    ended: async (one) => {
      await declineReplacements(desk, one.hash)
      inBackground(notify(one, { ...world, lock, registry }))
    },
  })
  const leaving = { permissions, desk, pages, registry }
  const disconnect = openDisconnect(leaving)
  const endings = openEndings(leaving, { now, after: world.after, changed: announce })

  const routes: Routes = openRoutes({
    ...{
      wallets,
      choices,
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
    lock,
    popup: popupMessages({
      ...{ store, wallets, kms, choices, registry, networks, assets, submissions, signatures },
      ...{ permissions, logins, slowdown, disconnect, pages, book, desk, insights, lock, announce, now },
      ...{ files: world.files, settings: world.settings, found: fillWaiting },
      amend: openAmendments({ book, driver, networks, now }),
    }),
  })

  inBackground(lock.look())
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
      inBackground(lock.look())
      inBackground(recovering().then(() => Promise.all([follower.look(), endings.look()])))
      inBackground(phishing.refresh())
    },
  }

  /** Only for a window that was missing: whatever aligns also announces, and the window would speak again. */
  async function closeUnneeded(wasMissing: boolean): Promise<void> {
    if (wasMissing) await changed()
  }

  async function workOut({ method, params, asker }: Waiting): Promise<Draft | { answer: unknown }> {
    const asking = await openAsking({ permissions, networks, registry, lock }, method, asker, null)
    const asked = parseShape(method, pageMethods[method].asked, params)
    const verdict = await (routes[method] as Route<typeof method>).run(asked as never, asking)
    if ("answer" in verdict) return { answer: pageMethods[method].answered.parse(verdict.answer) }
    return "consent" in verdict ? verdict.consent() : null
  }

  /** The window of an extension page that shows the consent page. */
  function consentWindowOf(sender: BrowserSender): number | null {
    const isConsentPage = sender.url?.startsWith(`${world.self.origin}/popup.html?window=consent`) === true
    return (isConsentPage && sender.id === world.self.id && sender.tab?.windowId) || null
  }
}
