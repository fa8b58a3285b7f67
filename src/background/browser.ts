/** The roles of roles.ts, played by a real browser. Nothing else in the background touches its API. */
import browser, { type Runtime } from "webextension-polyfill"
import { CHANGED_CHANNEL, CurrencySetting, LanguageSetting, type NewsKey, Theme } from "~protocol"
import { readBounded } from "./chains/endpoint"
import type { BrowserSender, Self } from "./origins/sender"
import type {
  Alarm,
  Badge,
  BrowserRun,
  Files,
  LockAlarm,
  News,
  Notices,
  Port,
  SettingsShelf,
  Windows,
} from "./roles"
import { type BrowserWindow, CONSENT_SIZE, placeBeside } from "./window-place"

export const CONSENT_PAGE = "popup.html?window=consent"

/** Alarms ring no more often than this. */
const ALARM_MINUTES = 0.5
export const ALARM_NAME = "countersign:wake"

export function browserSelf(): Self {
  return { id: browser.runtime.id, origin: new URL(browser.runtime.getURL("")).origin }
}

function lastUsedWindow(): Promise<BrowserWindow | null> {
  // Both browsers take it; the polyfill's types do not know of it.
  const normal = { windowTypes: ["normal"] } as object
  return browser.windows.getLastFocused(normal).catch(() => null)
}

export const browserWindows: Windows = {
  async open() {
    const popup = { type: "popup", url: browser.runtime.getURL(CONSENT_PAGE), ...CONSENT_SIZE } as const
    const place = placeBeside(await lastUsedWindow())
    // A place that is not on any screen is refused, and then the browser chooses one.
    const placed = place && (await browser.windows.create({ ...popup, ...place }).catch(() => null))
    const { id } = placed ?? (await browser.windows.create(popup))
    if (id === undefined) throw new Error("a window without an id")
    return id
  },
  async isPopup(id) {
    const found = await browser.windows.get(id).catch(() => null)
    return found?.type === "popup"
  },
  async focus(id) {
    await browser.windows.update(id, { focused: true, drawAttention: true })
  },
  async close(id) {
    await browser.windows.remove(id)
  },
}

export const browserAlarm: Alarm = {
  async set() {
    if (await browser.alarms.get(ALARM_NAME)) return
    browser.alarms.create(ALARM_NAME, { periodInMinutes: ALARM_MINUTES })
  },
  async clear() {
    await browser.alarms.clear(ALARM_NAME)
  },
}

export const browserBadge: Badge = {
  async show(count) {
    await browser.action.setBadgeText({ text: count === 0 ? "" : String(count) })
  },
}

/** The bridge reads the same key before it has spoken to anybody. What cannot be read was never chosen. */
export const browserSettings: SettingsShelf = {
  async read() {
    const kept = await browser.storage.local.get([
      "asPhantom",
      "refreshLists",
      "theme",
      "language",
      "currency",
      "notifications",
    ])
    return {
      asPhantom: kept.asPhantom === true,
      refreshLists: kept.refreshLists === true,
      theme: Theme.safeParse(kept.theme).data ?? "system",
      currency: CurrencySetting.safeParse(kept.currency).data ?? "USD",
      language: LanguageSetting.safeParse(kept.language).data ?? "system",
      notifications: kept.notifications === true,
    }
  },
  write: (choices) => browser.storage.local.set(choices),
}

const RUN = "run"
let run: Promise<string> | null = null

/** What the browser forgets when it closes, and shows to no content script. */
export const browserRun: BrowserRun = {
  id: () => {
    run ??= readRun()
    return run
  },
}

async function readRun(): Promise<string> {
  const kept = (await browser.storage.session.get(RUN))[RUN]
  if (typeof kept === "string") return kept
  const made = crypto.randomUUID()
  await browser.storage.session.set({ [RUN]: made })
  return made
}

export const LOCK_ALARM_NAME = "countersign:lock"

export const browserLockAlarm: LockAlarm = {
  async setAt(at) {
    browser.alarms.create(LOCK_ALARM_NAME, { when: at })
  },
  async clear() {
    await browser.alarms.clear(LOCK_ALARM_NAME)
  },
}

/** Missing until the person allows them. */
export const browserNotices: Notices = {
  async show(id, title, message) {
    const api = browser.notifications as typeof browser.notifications | undefined
    const iconUrl = browser.runtime.getManifest().icons?.["128"]
    if (api === undefined || iconUrl === undefined) return
    await api.create(id, { type: "basic", title, message, iconUrl: browser.runtime.getURL(iconUrl) })
  },
}

/** Opens what a notice is about in a tab. Also listens once the person has allowed notices, without a new worker. */
export function listenToNotices(): void {
  const open = (id: string) =>
    void browser.tabs.create({
      url: browser.runtime.getURL(`popup.html?window=tab#/activity/${encodeURIComponent(id)}`),
    })
  const listen = () => {
    const api = browser.notifications as typeof browser.notifications | undefined
    if (api !== undefined && !api.onClicked.hasListener(open)) api.onClicked.addListener(open)
  }
  listen()
  browser.permissions.onAdded.addListener(listen)
}

const DOWNLOAD_MS = 30_000

export const browserFiles: Files = {
  async shipped(path) {
    return (await fetch(browser.runtime.getURL(path))).text()
  },
  async download(url, limitBytes) {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(DOWNLOAD_MS),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    })
    const read = response.ok ? await readBounded(response, limitBytes) : "refused"
    if (typeof read === "string") throw new Error(read)
    return read.text
  },
}

const NEWS: NewsKey = "news"

export const browserNews: News = {
  // Another value each time: what stays the same is no change.
  spread: () => browser.storage.local.set({ [NEWS]: crypto.randomUUID() }),
}

const channel = new BroadcastChannel(CHANGED_CHANNEL)

export function announceChange(): void {
  channel.postMessage(null)
}

export function portOf(port: Runtime.Port): Port {
  return {
    sender: port.sender as BrowserSender | undefined,
    post: (message) => port.postMessage(message),
    close: () => port.disconnect(),
    onMessage: (listen) => port.onMessage.addListener((message) => listen(message)),
    onClose: (listen) => port.onDisconnect.addListener(() => listen()),
  }
}
