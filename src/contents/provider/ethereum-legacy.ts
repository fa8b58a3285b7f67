/**
 * What sites from before EIP-1193 still call: `enable`, `send` and `sendAsync`. All of it is `request` in other words;
 * what is answered at once is only what the page has been told already.
 */
import { methodUnsupported, type ProviderRpcError, providerError } from "./provider-error"

type Request = (asked: { method: string; params?: unknown }) => Promise<unknown>
type Payload = { id?: unknown; method: string; params?: unknown }
type Response = { id: unknown; jsonrpc: "2.0"; result?: unknown; error?: unknown }
type Callback<Given> = (error: unknown, response: Given) => void

export type LegacyProvider = {
  enable(): Promise<unknown>
  send(method: string, params?: unknown): Promise<Response>
  send(payload: Payload, callback: Callback<Response>): void
  send(payload: Payload): Response
  sendAsync(payload: Payload, callback: Callback<Response>): void
  sendAsync(payloads: Payload[], callback: Callback<Response[]>): void
}

/** `tell` gives what is known of a method's answer, or undefined where it has to be asked for. */
export function legacyOf(request: Request, tell: (method: string) => unknown): LegacyProvider {
  const respond = ({ id }: Payload, outcome: { result: unknown } | { error: unknown }): Response => ({
    id,
    jsonrpc: "2.0",
    ...outcome,
  })

  async function ask(payload: Payload): Promise<Response> {
    try {
      return respond(payload, { result: await request({ method: payload?.method, params: payload?.params }) })
    } catch (error) {
      return respond(payload ?? {}, { error: error as ProviderRpcError })
    }
  }

  function sendAsync(asked: Payload | Payload[], callback: Callback<never>): void {
    const answer = callback as Callback<unknown>
    // What the callback throws is left to the page: it is the page's own.
    if (Array.isArray(asked)) void Promise.all(asked.map(ask)).then((responses) => answer(null, responses))
    else void ask(asked).then((response) => answer(response.error ?? null, response))
  }

  function sendNow(payload: Payload): Response {
    const result = tell(payload?.method)
    if (result === undefined) throw providerError(methodUnsupported(`${payload?.method} without a callback`))
    return respond(payload, { result })
  }

  return {
    enable: () => request({ method: "eth_requestAccounts" }),
    send: ((asked: string | Payload, more?: unknown) => {
      if (typeof asked === "string") {
        return request({ method: asked, params: more }).then((result) =>
          respond({ id: undefined, method: asked }, { result }),
        )
      }
      return typeof more === "function" ? sendAsync(asked, more as Callback<never>) : sendNow(asked)
    }) as LegacyProvider["send"],
    sendAsync: sendAsync as LegacyProvider["sendAsync"],
  }
}
