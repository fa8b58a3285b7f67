/**
 * The front door. Who speaks is what the browser says of the sender. Whatever the way in, every message passes the
 * same checks in the same order before any handler runs: known, speaker or origin, rate, permission, shape. What opens a
 * consent is counted once more at the desk. It holds no consent and keeps nobody waiting for a person.
 */
import {
  type ChainId,
  Family,
  type Fault,
  fault,
  faultOf,
  type Handlers,
  messages,
  PageAsk,
  type PageMethod,
  type PageTell,
  PopupEnvelope,
  type PopupMessage,
  type PopupReply,
  pageErrorOf,
  pageMethods,
  popupMessages,
  problemOf,
} from "~protocol"
import type { Networks } from "./chains/networks"
import { ethereumChainNumber, type Registry } from "./chains/registry"
import type { Desk } from "./consent/desk"
import type { Lock } from "./lock/lock"
import { inBackground, logFault } from "./log"
import { familyOf } from "./methods/family"
import { refusedMethods } from "./methods/refused"
import type { Asking, Route, Routes, Verdict } from "./methods/route"
import { hideAccounts } from "./origins/hidden"
import type { Permissions } from "./origins/permissions"
import {
  type BrowserSender,
  isExtensionPage,
  type PageCaller,
  parsePageSender,
  type Self,
} from "./origins/sender"
import { sessionScopesOf } from "./origins/sessions"
import type { Throttle } from "./origins/throttle"
import type { Pages } from "./pages"
import type { Port } from "./roles"
import { parseShape } from "./shape"

export type Switchboard = {
  /** What an extension page says; always replies, never throws. */
  say(body: unknown, sender: BrowserSender): Promise<PopupReply>
  /** A content script has connected on behalf of its page. */
  connect(port: Port): void
  /** As `connect`, for a page that was told nothing while it had no connection: it hears how things are now. */
  connectBack(port: Port): void
}

type Hands = {
  self: Self
  pages: Pages
  desk: Desk
  throttle: Throttle
  permissions: Permissions
  networks: Networks
  registry: Registry
  routes: Routes
  lock: Pick<Lock, "isLocked">
  popup: Handlers<"popup", BrowserSender>
}

export function openSwitchboard(hands: Hands): Switchboard {
  const { self, pages, desk, routes, popup } = hands

  async function hearPopup(body: unknown, sender: BrowserSender): Promise<unknown> {
    const envelope = PopupEnvelope.safeParse(body)
    const name = envelope.success ? envelope.data.name : ""
    const message = popupMessageOf(name)
    if (!envelope.success || message === null || !isExtensionPage(sender, self)) {
      throw fault("MESSAGE_REFUSED", { message: name.slice(0, NAME_LENGTH) })
    }
    if (!saidWhileLocked.has(message) && (await hands.lock.isLocked())) throw fault("WALLET_LOCKED")
    const { asked, answered } = popupMessages[message]
    const handler = popup[message] as (asked: unknown, sender: BrowserSender) => Promise<unknown>
    return answered.parse(await handler(parseShape(name, asked, envelope.data.asked), sender))
  }

  /** The answer, or undefined where it comes later: a consent was opened. */
  async function hearPage(ask: PageAsk, caller: PageCaller): Promise<{ result: unknown } | undefined> {
    const method = pageMethodOf(ask.method)
    hands.throttle.take(caller.origin)
    const verdict = await verdictOn(method, ask.params, caller, null)
    if (!("instead" in verdict)) return settle(ask.id, method, ask.params, caller, verdict)
    const { params, chain } = verdict.instead
    const inner = pageMethodOf(verdict.instead.method)
    const innerVerdict = await verdictOn(inner, params, caller, chain)
    if ("instead" in innerVerdict) throw fault("METHOD_UNSUPPORTED", { method: inner })
    return settle(ask.id, inner, params, caller, innerVerdict)
  }

  async function verdictOn(
    method: PageMethod,
    params: unknown,
    caller: PageCaller,
    chain: ChainId | null,
  ): Promise<Verdict<unknown>> {
    const route = routes[method] as Route<PageMethod>
    const asking = await openAsking(hands, method, caller, chain)
    if (route.connected && asking.addresses.length === 0)
      throw fault("ORIGIN_NOT_CONNECTED", { origin: caller.origin })
    const asked = parseShape(method, pageMethods[method].asked, params)
    const verdict: Verdict<unknown> = await route.run(asked as never, asking)
    // Nobody need be asked about a site that is connected: once the wallet is open, it is told what it sees.
    return "consent" in verdict && asking.isHidden ? { consent: async () => null } : verdict
  }

  async function settle(
    askId: string,
    method: PageMethod,
    params: unknown,
    caller: PageCaller,
    verdict: Exclude<Verdict<unknown>, { instead: unknown }>,
  ): Promise<{ result: unknown } | undefined> {
    if ("answer" in verdict) return { result: pageMethods[method].answered.parse(verdict.answer) }
    return void (await desk.ask({ ...caller, askId }, { method, params }, verdict.consent))
  }

  function serve(port: Port, caller: PageCaller): void {
    const connection = pages.attach(caller, port.post)
    port.onMessage((message) => {
      const ask = parseAsk(message)
      if (ask === null || !connection.take(ask.id)) return
      const answered = hearPage(ask, caller).then(
        (answer) => answer && connection.answer({ kind: "answer", id: ask.id, ...answer }),
        (thrown) => connection.answer(refusalOf(ask, thrown)),
      )
      inBackground(answered)
    })
    port.onClose(() => {
      pages.detach(connection)
      // A page that is back already, on another connection, has not left.
      if (!pages.isConnected(caller)) inBackground(desk.leave(caller))
    })
  }

  /** The provider passes on to its page only what the page has not heard yet. */
  async function catchUp(caller: PageCaller): Promise<void> {
    const asking = await openAsking(hands, "eth_accounts", caller, null)
    const { session, addresses } = asking.permission ?? { session: null, addresses: {} }
    pages.tellDocument(caller, { name: "session", scopes: sessionScopesOf(session, addresses) })
    for (const family of Family.options) {
      pages.tellDocument(caller, { name: "accounts", family, accounts: addresses[family] ?? [] })
    }
    const { chain } = await asking.ethereum()
    pages.tellDocument(caller, { name: "chain", chainId: `0x${ethereumChainNumber(chain).toString(16)}` })
  }

  /** Every ask gets the reason; a page that is not visible yet may come back on a new connection. */
  function refuse(port: Port, refusal: Fault): void {
    port.onMessage((message) => {
      const ask = parseAsk(message)
      if (ask === null) return
      const known = Object.hasOwn(pageMethods, ask.method)
      port.post(refusalOf(ask, known ? refusal : fault("METHOD_UNSUPPORTED", { method: ask.method })))
      port.close()
    })
  }

  return {
    async say(body, sender) {
      try {
        return { answered: await hearPopup(body, sender) }
      } catch (thrown) {
        return { fault: problemOf(loggedFaultOf(thrown)) }
      }
    },
    connect(port) {
      const sender = parsePageSender(port.sender, self)
      if ("refused" in sender) refuse(port, fault("ORIGIN_REFUSED", { why: sender.refused }))
      else serve(port, sender.caller)
    },
    connectBack(port) {
      const sender = parsePageSender(port.sender, self)
      if ("refused" in sender) return port.close()
      serve(port, sender.caller)
      inBackground(catchUp(sender.caller))
    },
  }
}

/** What a route is told of who asks. */
export async function openAsking(
  { permissions, networks, registry, lock }: Pick<Hands, "permissions" | "networks" | "registry" | "lock">,
  method: PageMethod,
  caller: PageCaller,
  chain: ChainId | null,
): Promise<Asking> {
  const { origin } = caller
  const isLocked = await lock.isLocked()
  const granted = await permissions.find(origin)
  const permission = isLocked ? hideAccounts(method, granted) : granted
  const addresses = permission?.addresses[familyOf(method)] ?? []
  const chosen = chain ?? granted?.chain ?? (await registry.defaultOf("ethereum"))
  const scope = chain === null ? {} : { scope: chain }
  const isHidden = permission !== granted
  return {
    caller,
    addresses,
    permission,
    isHidden,
    ethereum: () => networks.ethereum(chosen, origin),
    ...scope,
  }
}

const NAME_LENGTH = 64

/** What a face that cannot open the wallet may say: whatever shows nothing of it, and what opens it. */
const saidWhileLocked: ReadonlySet<PopupMessage> = new Set<PopupMessage>([
  "lock",
  "lockChallenge",
  "unlock",
  "lockNow",
  "act",
  "settings",
])

/** The popup's own messages; what pages and the background say is known, and not for this speaker. */
function popupMessageOf(name: string): PopupMessage | null {
  const [speaker, message = ""] = name.split(".", 2)
  return speaker === "popup" && Object.hasOwn(messages.popup, message) ? (message as PopupMessage) : null
}

function pageMethodOf(method: string): PageMethod {
  const why = refusedMethods.get(method)
  if (why !== undefined) throw fault("METHOD_UNSUPPORTED", { method, why })
  if (!Object.hasOwn(pageMethods, method)) throw fault("METHOD_UNSUPPORTED", { method })
  return method as PageMethod
}

/** Null for what is no ask at all: there is no id to answer to. A method too long to be one is kept as unknown. */
function parseAsk(message: unknown): PageAsk | null {
  const method = (message as Partial<PageAsk> | null)?.method
  const named =
    typeof method === "string" ? { ...(message as object), method: method.slice(0, NAME_LENGTH) } : null
  const ask = PageAsk.safeParse(named)
  return ask.success ? { ...ask.data, params: ask.data.params } : null
}

function refusalOf(ask: PageAsk, thrown: unknown): PageTell & { kind: "answer" } {
  return { kind: "answer", id: ask.id, error: pageErrorOf(loggedFaultOf(thrown)) }
}

function loggedFaultOf(thrown: unknown): Fault {
  const failure = faultOf(thrown)
  if (failure.code === "INTERNAL") logFault(failure)
  return failure
}
