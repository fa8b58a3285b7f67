/**
 * The list of phishing sites in use: the one that came with the wallet, or, where the person allowed it to be fetched, a
 * younger one. It is read when a site is first asked about. It never tells anybody which sites are asked about, and
 * waits for no network: what is fetched is there the next time.
 */
import { logFault } from "../../log"
import type { Files, SettingsShelf } from "../../roles"
import type { Store } from "../../store"
import {
  noVerdict,
  openDetector,
  type PhishingDetector,
  type PhishingList,
  type PhishingVerdict,
} from "./detector"
import { isPlausible, LIST_LIMIT_BYTES, parsePhishingList } from "./list"

export const SHIPPED_LIST = "lists/phishing.json"
export const PUBLISHED_LIST =
  "https://raw.githubusercontent.com/MetaMask/eth-phishing-detect/main/src/config.json"

const DAY_MS = 24 * 60 * 60 * 1000
/** What was fetched so long ago knows no more than what the wallet came with. */
const KEPT_MS = 30 * DAY_MS

/** `list` is null as long as none was fetched that could be used. */
export type FetchedList = { triedAt: number; fetchedAt: number; list: PhishingList | null }

export type PhishingLists = {
  /** Nothing is said of a site where no list can be read. */
  verdictOf(origin: string): Promise<PhishingVerdict>
  /** Fetches the list anew, where the person allowed it and a day has passed. */
  refresh(): Promise<void>
}

type Hands = { files: Files; store: Store; settings: SettingsShelf; now: () => number }

export function openPhishingLists({ files, store, settings, now }: Hands): PhishingLists {
  let opening: Promise<PhishingDetector> | null = null

  async function readShipped(): Promise<PhishingList> {
    const list = parsePhishingList(await files.shipped(SHIPPED_LIST))
    if (list === null) throw new Error("the shipped list cannot be read")
    return list
  }

  async function readFetched(): Promise<PhishingList | null> {
    if (!(await settings.read()).refreshLists) return null
    const kept = await (await store()).get("lists", "phishing")
    return kept !== undefined && isWithin(kept.fetchedAt, KEPT_MS) ? kept.list : null
  }

  function isWithin(at: number, ms: number): boolean {
    return now() >= at && now() - at < ms
  }

  async function open(): Promise<PhishingDetector> {
    return openDetector((await readFetched()) ?? (await readShipped()))
  }

  async function fetchAnew(): Promise<void> {
    const database = await store()
    const before = await database.get("lists", "phishing")
    if (before !== undefined && isWithin(before.triedAt, DAY_MS)) return
    // Written down first: a worker that dies over it does not begin again at every wake.
    const tried = { fetchedAt: 0, list: null, ...before, triedAt: now() }
    await database.put("lists", tried, "phishing")
    const list = parsePhishingList(await files.download(PUBLISHED_LIST, LIST_LIMIT_BYTES))
    if (list === null || !isPlausible(list, await readShipped())) return
    await database.put("lists", { triedAt: tried.triedAt, fetchedAt: now(), list }, "phishing")
    opening = null
  }

  return {
    async verdictOf(origin) {
      try {
        opening ??= open()
        return (await opening)(new URL(origin).hostname)
      } catch (thrown) {
        opening = null
        logFault(thrown)
        return noVerdict
      }
    },

    async refresh() {
      if ((await settings.read()).refreshLists) await fetchAnew()
    },
  }
}
