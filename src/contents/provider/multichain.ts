/**
 * The multichain provider: CAIP-25 sessions and what is asked in their scopes. On Solana it answers in the shapes that
 * other wallets' clients of this standard read. It keeps no session; the background does.
 */
import type { PageEvent } from "~protocol"
import { fromBase64, toBase58 } from "./bytes"
import { type Listener, openListeners } from "./listeners"
import { freeze, type Natives } from "./natives"
import { readRequest } from "./request"
import type { Wire } from "./wire"

type Invoked = { scope: string; request: { method: string; params?: unknown } }
type Answer = Record<string, unknown>

/** `keepListening` is called after the page has subscribed. */
export function openMultichain(natives: Natives, wire: Wire, keepListening: () => void) {
  const listeners = openListeners(natives)
  /** Which scope a subscription of this page was made in. */
  const scopes = new Map<unknown, string>()

  /** The session that the page was told of last, by an answer or an event. */
  let told = "{}"

  wire.onEvent((event) => hear(event))

  /** Whether it is news to the page. */
  function learn(session: unknown): boolean {
    const before = told
    told = natives.stringify(session) ?? before
    return told !== before
  }

  function hear(event: PageEvent): void {
    if (event.name === "session" && learn(event.scopes))
      listeners.emit("wallet_sessionChanged", { sessionScopes: event.scopes })
    if (event.name !== "message") return
    const { type, data } = event.message
    const scope = scopes.get((data as { subscription?: unknown } | null)?.subscription)
    if (scope !== undefined)
      listeners.emit("wallet_notify", { scope, notification: { method: type, params: data } })
  }

  async function invoke(params: unknown): Promise<unknown> {
    const { scope, request } = readInvoked(params)
    const { method } = request
    const message = (request.params as { message?: unknown } | undefined)?.message
    const answer = await wire.ask("wallet_invokeMethod", params)
    if (method === "eth_subscribe") {
      scopes.set(answer, scope)
      keepListening()
    }
    return scope.startsWith("solana:") ? translate(method, answer as Answer, message) : answer
  }

  function translate(method: string, answer: Answer, message: unknown): unknown {
    const signature = typeof answer.signature === "string" ? base58Of(answer.signature) : undefined
    switch (method) {
      case "signMessage":
        return { signature, signedMessage: message, signatureType: "ed25519" }
      case "signTransaction":
        return { signedTransaction: answer.transaction }
      case "signAllTransactions":
        return { signedTransactions: answer.transactions }
      case "signAndSendTransaction":
        return { signature }
      case "signIn":
        return { ...answer, signature }
      case "getAccounts":
        return (answer.accounts as string[]).map((address) => ({ address }))
      default:
        return answer
    }
  }

  const base58Of = (base64: string) => toBase58(fromBase64(natives, base64))

  const provider = freeze({
    async request(asked: unknown): Promise<unknown> {
      const { method, params } = readRequest(asked)
      if (method === "wallet_invokeMethod") return invoke(params)
      const answer = await wire.ask(method, params)
      if (method === "wallet_createSession" || method === "wallet_getSession")
        learn((answer as { sessionScopes: unknown }).sessionScopes)
      return answer
    },
    /** `wallet_sessionChanged` and `wallet_notify`. Gives what ends it. */
    on(name: string, listener: Listener): () => void {
      listeners.add(name, listener)
      return () => listeners.remove(name, listener)
    },
    removeListener(name: string, listener: Listener): void {
      listeners.remove(name, listener)
    },
  })
  return provider
}

/** What cannot be read goes out as it is: the background says what is wrong with it. */
function readInvoked(params: unknown): Invoked {
  const { scope, request } = (params ?? {}) as Partial<Invoked>
  return { scope: `${scope}`, request: { ...request, method: `${request?.method}` } }
}
