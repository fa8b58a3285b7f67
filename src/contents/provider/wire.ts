/**
 * The page's end of the wire to the bridge: asks go out as text events, answers come back by id.
 *
 * The bridge takes an ask by cancelling its event. One that nobody takes, now or on a later repeat, is refused
 * with 4900: so no promise hangs when the extension goes away without a word, as Firefox lets it. Repeats carry
 * the same id and are the same request.
 */
import type { PageAsk, PageAskEvent, PageError, PageEvent, PageTell, PageTellEvent } from "~protocol"
import { type Natives, randomId } from "./natives"
import { methodUnsupported, paramsInvalid, providerError } from "./provider-error"
import { walletDisconnected } from "./refusals"

const ASK: PageAskEvent = "countersign:ask"
const TELL: PageTellEvent = "countersign:tell"

/** How often an open ask is offered again, and how many offers in a row may find nobody. */
const REPEAT_MS = 5000
const UNTAKEN_MS = 250
const UNTAKEN_LIMIT = 4

const METHOD_MAX = 64

export type Wire = {
  ask(method: string, params: unknown): Promise<unknown>
  onEvent(hear: (event: PageEvent) => void): void
  /** Told each time the wallet is found to be gone, with the error that open requests got. */
  onLost(hear: (error: Error) => void): void
}

type Open = { text: string; untaken: number; end(tell: Answer): void }
type Answer = Extract<PageTell, { kind: "answer" }>

export function openWire(natives: Natives): Wire {
  const open = new Map<string, Open>()
  const hearers: ((event: PageEvent) => void)[] = []
  const losers: ((error: Error) => void)[] = []

  natives.listen(TELL, (event) => {
    const tell = readTell(natives, event)
    if (tell?.kind === "event") for (const hear of hearers) hear(tell.event)
    if (tell?.kind === "answer") settle(tell)
  })

  function settle(answer: Answer): void {
    const asked = open.get(answer.id)
    if (!asked) return
    open.delete(answer.id)
    asked.end(answer)
  }

  /** Offers an ask to the bridge and, as long as it is open, offers it again. */
  function offer(id: string): void {
    const asked = open.get(id)
    if (!asked) return
    const taken = !natives.dispatch(new natives.CustomEvent(ASK, { detail: asked.text, cancelable: true }))
    asked.untaken = taken ? 0 : asked.untaken + 1
    if (asked.untaken >= UNTAKEN_LIMIT) settle({ kind: "answer", id, error: walletDisconnected })
    else if (open.has(id)) natives.setTimeout(() => offer(id), taken ? REPEAT_MS : UNTAKEN_MS)
  }

  function failWith(refusal: PageError): Error {
    const error = providerError(refusal)
    if (refusal.data?.reason === "WALLET_DISCONNECTED") for (const lose of losers) lose(error)
    return error
  }

  return {
    ask(method, params) {
      const id = randomId(natives)
      const text = writeAsk(natives, { id, method, params })
      if (typeof text !== "string") return Promise.reject(providerError(text))
      return new Promise((resolve, reject) => {
        const end = (tell: Answer) => ("error" in tell ? reject(failWith(tell.error)) : resolve(tell.result))
        open.set(id, { text, untaken: 0, end })
        offer(id)
      })
    },
    onEvent: (hear) => void hearers.push(hear),
    onLost: (lose) => void losers.push(lose),
  }
}

/** The ask as text, or why it cannot be one: cycles, big integers, getters that throw. */
function writeAsk(natives: Natives, ask: PageAsk): string | PageError {
  if (ask.method.length > METHOD_MAX) return methodUnsupported(`${ask.method.slice(0, METHOD_MAX)}…`)
  try {
    return natives.stringify(ask) ?? paramsInvalid(ask.method, "they are not JSON")
  } catch {
    return paramsInvalid(ask.method, "they cannot be written as JSON")
  }
}

/** Anything in the page can dispatch this event too, so a frame that cannot be read is passed over. */
function readTell(natives: Natives, event: Event): PageTell | null {
  const { detail } = event as CustomEvent<unknown>
  if (typeof detail !== "string") return null
  try {
    const tell = natives.parse(detail)
    return typeof tell === "object" ? (tell as PageTell | null) : null
  } catch {
    return null
  }
}
