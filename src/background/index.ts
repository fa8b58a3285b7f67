/**
 * The background's door: puts the servant together over the real browser and registers every listener before
 * anything is awaited, or the browser would not wake the worker for it.
 */
import browser from "webextension-polyfill"
import { indexedDbKeyStore } from "~kms"
import { kmsBuildOf, type PagePort } from "~protocol"
import {
  ALARM_NAME,
  announceChange,
  browserAlarm,
  browserBadge,
  browserFiles,
  browserLockAlarm,
  browserNews,
  browserNotices,
  browserRun,
  browserSelf,
  browserSettings,
  browserWindows,
  LOCK_ALARM_NAME,
  listenToNotices,
  portOf,
} from "./browser"
import { knownChains } from "./chains/known"
import { openServant } from "./servant"
import { openStore } from "./store"

const PAGE_PORT: PagePort = "page"
const PAGE_PORT_BACK: PagePort = "page:back"

export const servant = openServant({
  self: browserSelf(),
  store: openStore(),
  keys: indexedDbKeyStore(),
  kms: kmsBuildOf({ url: process.env.PLASMO_PUBLIC_KMS_URL, pins: process.env.PLASMO_PUBLIC_KMS_PINS }),
  chains: knownChains,
  windows: browserWindows,
  alarm: browserAlarm,
  badge: browserBadge,
  news: browserNews,
  settings: browserSettings,
  run: browserRun,
  lockAlarm: browserLockAlarm,
  notices: browserNotices,
  files: browserFiles,
  announce: announceChange,
  now: Date.now,
  makeId: () => crypto.randomUUID(),
  after: (ms, run) => void setTimeout(run, ms),
})

browser.runtime.onConnect.addListener((port) => {
  // Other ports are not spoken to: in development builds Plasmo has its own.
  if (port.name === PAGE_PORT) servant.connect(portOf(port))
  if (port.name === PAGE_PORT_BACK) servant.connectBack(portOf(port))
})
browser.windows.onRemoved.addListener((windowId) => servant.windowClosed(windowId))
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === ALARM_NAME || name === LOCK_ALARM_NAME) servant.wake()
})
listenToNotices()
// Being started is all it takes: the servant looks after what it finds in its book.
browser.runtime.onStartup.addListener(() => {})
