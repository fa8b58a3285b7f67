/**
 * A stage for the whole background in Node: IndexedDB, a KMS and two networks that are real enough, one window system
 * that throws when misused, pages that send their asks again as the bridge does, and a person. `kill` ends a worker
 * as a browser does: nothing it still does reaches the outside.
 */
import "fake-indexeddb/auto"
import { randomUUID } from "node:crypto"
import type { KmsAddress } from "~background/accounts/kms-proof"
import type { BrowserSender } from "~background/origins/sender"
import type { Choices, Files, Port, Windows } from "~background/roles"
import { openServant, type Servant } from "~background/servant"
import { openStore, type Store } from "~background/store"
import { type KeyStore, memoryKeyStore } from "~kms"
import type { Chain, ConsentView, PageTell, PopupReply, WalletState } from "~protocol"
import { startTestKms, type TestKms } from "./kms"
import { startTestNetworks, type TestNetworks } from "./networks"

export const self = { id: "countersign-id", origin: "chrome-extension://countersign-id" }
export const popupSender: BrowserSender = {
  id: self.id,
  url: `${self.origin}/popup.html`,
  origin: self.origin,
}

/** The page in the consent window, where there is one; else the popup of the toolbar button. */
function consentSender(windowId: number | null): BrowserSender {
  if (windowId === null) return popupSender
  return { ...popupSender, url: `${self.origin}/popup.html?window=consent`, tab: { id: windowId, windowId } }
}

const never = new Promise<never>(() => {})

export type Stage = {
  servant: Servant
  kms: TestKms
  networks: TestNetworks
  windows: TestWindows
  clock: { now: number }
  announced: () => number
  /** How often pages without a connection were called back. */
  spread: () => number
  alarm: { isSet(): boolean }
  lockAlarm: { at(): number | null }
  /** Another id is another run of the browser. */
  browserRun: { id: string }
  notices: { id: string; title: string; text: string }[]
  store: Store
  /** This browser's authenticator. */
  keys: KeyStore
  /** The worker dies, now or at its nth use of the store from now on. */
  kill(): void
  killAtUse(n: number): void
  isAlive(): boolean
  /** A new worker over the same database. */
  revive(): void
  /** Runs what the worker wanted done later. */
  runTimers(): void
  say(name: string, asked?: unknown, sender?: BrowserSender): Promise<PopupReply>
  said<T>(name: string, asked?: unknown): Promise<T>
  consents(): Promise<ConsentView[]>
  decide(view: ConsentView, decision?: "approve" | "reject"): Promise<PopupReply>
  createWallet(): Promise<WalletState>
  stop(): Promise<void>
}

/**
 * `more`: chains that the wallet of this stage knows beside the two. `kmsUrl`: a KMS that is there already. `files`:
 * what comes with the wallet, and what can be fetched; else a list of one phishing site, and nothing.
 */
export type StagePlan = { more?: readonly Chain[]; kmsUrl?: string; pins?: KmsAddress["pins"]; files?: Files }

export const plainChoices: Choices = {
  asPhantom: false,
  refreshLists: false,
  theme: "system",
  language: "system",
  currency: "USD",
  notifications: false,
}

const PHISHING_LIST = {
  version: 2,
  tolerance: 2,
  fuzzylist: [],
  whitelist: [],
  blacklist: ["phishing.example"],
}

const plainFiles: Files = {
  shipped: async () => JSON.stringify(PHISHING_LIST),
  download: async () => {
    throw new Error("nobody allowed this")
  },
}

export async function openStage({
  more = [],
  kmsUrl,
  pins,
  files = plainFiles,
}: StagePlan = {}): Promise<Stage> {
  const [kms, networks] = await Promise.all([startTestKms(), startTestNetworks()])
  const store = openStore(`countersign-${randomUUID()}`)
  const keys = memoryKeyStore()
  const windows = openTestWindows()
  const clock = { now: Date.now() }
  const startedAt = Date.now()
  let settings = plainChoices
  const browserRun = { id: randomUUID() as string }
  const notices: Stage["notices"] = []
  let locksAt: number | null = null
  let announced = 0
  let spread = 0
  let isAlarmSet = false
  let life = { alive: true, usesLeft: Number.POSITIVE_INFINITY }
  let timers: (() => void)[] = []

  function openLife(): Servant {
    life = { alive: true, usesLeft: Number.POSITIVE_INFINITY }
    timers = []
    const mine = life
    const whileAlive = <T>(work: () => Promise<T>): Promise<T> => (mine.alive ? work() : never)
    return openServant({
      self,
      keys: { read: () => whileAlive(keys.read), apply: (event) => whileAlive(() => keys.apply(event)) },
      store: () => {
        mine.usesLeft -= 1
        if (mine.usesLeft < 0) mine.alive = false
        return whileAlive(store)
      },
      chains: { ...networks.chains, chains: [...networks.chains.chains, ...more] },
      kms: {
        url: kmsUrl ?? kms.url,
        ...(pins ? { pins } : {}),
        fetch: (...request) => whileAlive(() => fetch(...request)),
      },
      windows: {
        open: () => whileAlive(windows.open),
        isPopup: (id) => whileAlive(() => windows.isPopup(id)),
        focus: (id) => whileAlive(() => windows.focus(id)),
        close: (id) => whileAlive(() => windows.close(id)),
      },
      alarm: {
        set: () =>
          whileAlive(async () => {
            isAlarmSet = true
          }),
        clear: () =>
          whileAlive(async () => {
            isAlarmSet = false
          }),
      },
      badge: { show: async () => {} },
      news: {
        spread: async () => {
          spread += 1
        },
      },
      settings: {
        read: () => whileAlive(async () => settings),
        write: (written) =>
          whileAlive(async () => {
            settings = written
          }),
      },
      run: { id: () => whileAlive(async () => browserRun.id) },
      lockAlarm: {
        setAt: (at) =>
          whileAlive(async () => {
            locksAt = at
          }),
        clear: () =>
          whileAlive(async () => {
            locksAt = null
          }),
      },
      notices: {
        show: (id, title, text) =>
          whileAlive(async () => {
            notices.push({ id, title, text })
          }),
      },
      files: {
        shipped: (path) => whileAlive(() => files.shipped(path)),
        download: (url, limit) => whileAlive(() => files.download(url, limit)),
      },
      announce: () => {
        announced += 1
      },
      now: () => clock.now + Date.now() - startedAt,
      makeId: randomUUID,
      after: (_ms, run) => void timers.push(run),
    })
  }

  const stage: Stage = {
    servant: openLife(),
    kms,
    networks,
    windows,
    clock,
    announced: () => announced,
    spread: () => spread,
    alarm: { isSet: () => isAlarmSet },
    lockAlarm: { at: () => locksAt },
    browserRun,
    notices,
    store,
    keys,
    kill() {
      life.alive = false
    },
    killAtUse(n) {
      life.usesLeft = n
    },
    isAlive: () => life.alive,
    revive() {
      stage.servant = openLife()
    },
    runTimers() {
      for (const run of timers.splice(0)) run()
    },
    say: (name, asked = null, sender = consentSender(windows.current())) =>
      Promise.race([stage.servant.say({ name, asked }, sender), lostReply()]),
    async said<T>(name: string, asked: unknown = null) {
      const reply = await stage.say(name, asked)
      if ("fault" in reply) throw new Error(`${reply.fault.code}: ${reply.fault.message}`)
      return reply.answered as T
    },
    consents: () => stage.said<ConsentView[]>("popup.consents"),
    decide: ({ id, subject, digest }, decision = "approve") =>
      stage.say("popup.decide", { id, kind: subject.kind, decision, digest }),
    createWallet: () => stage.said<WalletState>("popup.createWallet"),
    async stop() {
      stage.kill()
      await Promise.all([kms.stop(), networks.stop()])
    },
  }
  return stage

  /** A dead worker does not reply; whoever asked learns it from the closed channel. */
  async function lostReply(): Promise<PopupReply> {
    for (const mine = life; mine.alive; ) await new Promise((resume) => setTimeout(resume, 2))
    return { fault: { code: "LOST", message: "the worker died", context: {} } }
  }
}

export type TestWindows = Windows & {
  opened(): number
  focused(): number
  current(): number | null
  closeByPerson(): number
}

/** At most one window may exist, and only what exists may be focused or closed. */
function openTestWindows(): TestWindows {
  let current: number | null = null
  let opened = 0
  let focused = 0
  const mustExist = (id: number) => {
    if (id !== current) throw new Error(`window ${id} does not exist`)
  }
  return {
    async open() {
      await new Promise((resume) => setTimeout(resume, 1))
      if (current !== null) throw new Error("a second window")
      opened += 1
      current = 100 + opened
      return current
    },
    isPopup: async (id) => id === current,
    async focus(id) {
      mustExist(id)
      focused += 1
    },
    async close(id) {
      mustExist(id)
      current = null
    },
    opened: () => opened,
    focused: () => focused,
    current: () => current,
    closeByPerson() {
      const id = current
      if (id === null) throw new Error("there is no window to close")
      current = null
      return id
    },
  }
}

export type TestPage = {
  answers: Map<string, (PageTell & { kind: "answer" })[]>
  events: unknown[]
  ask(method: string, params?: unknown, id?: string): string
  answer(id: string): Promise<PageTell & { kind: "answer" }>
  /** Asks, and waits for the answer. */
  request(method: string, params?: unknown): Promise<PageTell & { kind: "answer" }>
  /** A new port to the worker of now, which gets every unanswered ask again. Gives what ends that very port. */
  connect(isBack?: boolean): () => void
  /** The page goes away, and the browser says so. */
  leave(): void
  closed: () => boolean
}

export function openPage(stage: Stage, sender: BrowserSender = pageSender()): TestPage {
  const answers: TestPage["answers"] = new Map()
  const asks = new Map<string, { id: string; method: string; params?: unknown }>()
  const events: unknown[] = []
  let send: (message: unknown) => void = () => {}
  let close: () => void = () => {}
  let closed = false

  const page: TestPage = {
    answers,
    events,
    closed: () => closed,
    connect(isBack = false) {
      const listeners: ((message: unknown) => void)[] = []
      const closers: (() => void)[] = []
      const servant = stage.servant
      const port: Port = {
        sender,
        post(message) {
          if (stage.servant !== servant || !stage.isAlive()) return
          const tell = structuredClone(message) as PageTell
          if (tell.kind === "event") events.push(tell.event)
          else answers.set(tell.id, [...(answers.get(tell.id) ?? []), tell])
        },
        close: () => {
          closed = true
        },
        onMessage: (listen) => void listeners.push(listen),
        onClose: (listen) => void closers.push(listen),
      }
      if (isBack) servant.connectBack(port)
      else servant.connect(port)
      send = (message) => {
        for (const listen of listeners) listen(structuredClone(message))
      }
      close = () => {
        for (const listen of closers) listen()
      }
      for (const ask of asks.values()) if (!answers.has(ask.id)) send(ask)
      return close
    },
    ask(method, params, id = randomUUID().replaceAll("-", "")) {
      const ask = params === undefined ? { id, method } : { id, method, params }
      asks.set(id, ask)
      send(ask)
      return id
    },
    async answer(id) {
      return eventually(() => answers.get(id)?.[0])
    },
    request: (method, params) => page.answer(page.ask(method, params)),
    leave: () => close(),
  }
  page.connect()
  return page
}

export function pageSender(more: Partial<BrowserSender> = {}): BrowserSender {
  return {
    id: self.id,
    url: "https://dapp.example/",
    origin: "https://dapp.example",
    tab: { id: 1, windowId: 1 },
    frameId: 0,
    documentId: randomUUID(),
    ...more,
  }
}

/** A promise that a test lets go when it is time. */
export function openGate(): { closed: Promise<void>; open: () => void } {
  let open = () => {}
  const closed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { closed, open }
}

/** Waits until `look` finds something. */
export async function eventually<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  const until = Date.now() + 10_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > until) throw new Error("it did not happen in time")
    await new Promise((resume) => setTimeout(resume, 2))
  }
}

export function resultOf(tell: PageTell & { kind: "answer" }): unknown {
  if ("error" in tell) throw new Error(`${tell.error.data.reason}: ${tell.error.message}`)
  return tell.result
}

export function reasonOf(tell: PageTell & { kind: "answer" }): string {
  if (!("error" in tell)) throw new Error(`answered with ${JSON.stringify(tell.result)}`)
  return tell.error.data.reason
}

/** The one open consent, once there is one. */
export async function shownConsent(stage: Stage): Promise<ConsentView> {
  return eventually(async () => (await stage.consents())[0])
}

/** Connects a page, with the person's consent; its window is gone then, unless it has more to show. */
export async function connectPage(
  stage: Stage,
  page: TestPage,
  method = "eth_requestAccounts",
): Promise<void> {
  const id = page.ask(method, method === "solana_connect" ? { silent: false } : undefined)
  await stage.decide(await shownConsent(stage))
  resultOf(await page.answer(id))
  await eventually(
    async () => stage.windows.current() === null || (await stage.consents()).length > 0 || undefined,
  )
}
