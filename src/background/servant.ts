/**
 * The background as one thing: its rooms, put together over the roles that a browser plays. Made anew each time the
 * worker wakes; all that must last is in the store.
 */
import type { KeyStore } from "~kms"
import { Family, pageMethods, type RiskCode } from "~protocol"
import { openChoices } from "./accounts/choices"
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
import { openLock } from "./lock/lock"
import { inBackground, logFault } from "./log"
import { accountMessages } from "./methods/popup-accounts"
import { activityEntry, declineReplacements, listActivity, openReplacement } from "./methods/popup-activity"
import { developerPage } from "./methods/popup-developer"
import { kmsStatusOf } from "./methods/popup-kms"
import { lockMessages } from "./methods/popup-lock"
import { defaultChanged, listNetworks, pulseOf, removeNetwork } from "./methods/popup-networks"
import { changeSetting, readSettings } from "./methods/popup-settings"
import { connectedSites } from "./methods/popup-sites"
import { createWallet, walletState } from "./methods/popup-wallet"
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
import type { Store } from "./store"
import { openFollower } from "./submissions/follower"
import { noticeOf } from "./submissions/notice"
import { openRecipients } from "./submissions/recipients"
import type { Ended } from "./submissions/submission"
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
  const registry = openRegistry(store, world.chains)
  const networks = openNetworks(registry)
  const assets = openAssets(store)
  const submissions = openSubmissions(store, now)
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
    ...{ book, pages, announce, now },
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
  const appliers = openAppliers({ permissions, registry, assets, pages, now })
  const perform = openPerformer({ book, wallets, networks, submissions, appliers, logins, now })
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
      inBackground(notify(one))
    },
  })
  const leaving = { permissions, desk, pages, registry }
  const disconnect = openDisconnect(leaving)
  const endings = openEndings(leaving, { now, after: world.after, changed: announce })

  const choices = openChoices(store)
  const walletHands = { wallets, book, choices, kmsUrl: kms.url, found: fillWaiting }
  const announced = async <T>(work: Promise<T>) => work.finally(announce)
  const networkHands = { registry, networks, permissions, pages, submissions }
  const settingHands = {
    ...{ shelf: world.settings, lock, registry },
    defaultChanged: () => defaultChanged(networkHands),
  }
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
    lock,
    popup: {
      state: () => walletState(walletHands),
      createWallet: () => announced(createWallet(walletHands)),
      sites: () => connectedSites({ permissions, registry, logins }, now()),
      slowedSites: () => slowdown.list(now()),
      liftSlowdown: async ({ name }) => announced(slowdown.lift(name).then(() => null)),
      disconnectSite: async ({ origin }) => announced(disconnectWhole(origin)),
      disconnectAll: async () => announced(disconnectAll()),
      endAutoConfirm: async ({ origin }) =>
        announced(permissions.change(origin, { autoConfirm: null }).then(() => null)),
      settings: () => readSettings(settingHands),
      changeSetting: (change) => announced(changeSetting(settingHands, change)),
      consents: () => desk.views(),
      insight: ({ id }) => insights.of(id),
      decide: async (decision) => desk.decide(decision).then(() => null),
      amend: openAmendments({ book, driver, networks, now }),
      activity: (page) => listActivity(submissions, registry, page),
      speedUp: ({ id }) => openReplacement("speed-up", id, { submissions, networks, desk }),
      cancel: ({ id }) => openReplacement("cancel", id, { submissions, networks, desk }),
      activityEntry: ({ id }) => activityEntry(submissions, registry, id),
      networks: () => listNetworks(registry),
      networkPulse: (asked) => pulseOf(registry, asked),
      removeNetwork: (asked) => announced(removeNetwork(networkHands, asked)),
      kms: () => kmsStatusOf({ kms, store, now }),
      developer: () => developerPage({ book, permissions, registry, submissions }),
      ...accountMessages({
        ...{ wallets, choices, store, networks, registry, permissions, assets, desk, announced },
        files: world.files,
        state: () => walletState(walletHands),
      }),
      ...lockMessages(lock, announced),
    },
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

  /** What the site's app was given in the KMS ends too, as soon as the KMS can be asked. */
  async function disconnectWhole(origin: string): Promise<null> {
    await logins.end(origin)
    await disconnect(origin, Family.options)
    inBackground(logins.finish())
    return null
  }

  async function disconnectAll(): Promise<null> {
    for (const { origin } of await permissions.list()) await disconnectWhole(origin)
    return null
  }

  async function notify(one: Ended): Promise<void> {
    const [choices, isLocked, chain] = await Promise.all([
      world.settings.read(),
      lock.isLocked(),
      registry.find(one.chainId, null),
    ])
    const languages = globalThis.navigator?.languages ?? []
    const notice = noticeOf(one, { choices, languages, isLocked, chainName: chain?.name ?? one.chainId })
    if (notice !== null) await world.notices.show(notice.id, notice.title, notice.text)
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
