/** A page without a document: an event target with the natives the provider takes, and a bridge that takes asks. */
import type { PageWorld } from "~contents/provider/natives"
import type { PageAsk, PageError, PageEvent, PageTell } from "~protocol"

export type FakePage = PageWorld & Record<string, unknown>

/** Timers that run when they are told to, in the order of their times. */
export function openClock() {
  let now = 0
  let due: { at: number; run: () => void }[] = []
  return {
    after: (ms: number, run: () => void) => void due.push({ at: now + ms, run }),
    waiting: () => due.length,
    pass(ms: number) {
      const until = now + ms
      for (;;) {
        due.sort((a, b) => a.at - b.at)
        const next = due[0]
        if (!next || next.at > until) break
        due = due.slice(1)
        now = next.at
        next.run()
      }
      now = until
    },
  }
}

export function openPage() {
  const clock = openClock()
  const target = new EventTarget()
  const page = Object.assign(target, {
    JSON: { stringify: JSON.stringify, parse: JSON.parse },
    crypto: {
      getRandomValues: crypto.getRandomValues.bind(crypto),
      randomUUID: crypto.randomUUID.bind(crypto),
    },
    CustomEvent,
    Event,
    atob,
    btoa,
    setTimeout: (run: () => void, ms: number) => clock.after(ms, run),
    clearTimeout: () => undefined,
  }) as unknown as FakePage
  return { page, clock }
}

/** A bridge that takes every ask, keeps it, and answers when the test says so. */
export function openBridge(page: FakePage) {
  const asks: PageAsk[] = []
  page.addEventListener("countersign:ask", (event) => {
    event.preventDefault()
    const ask = JSON.parse((event as CustomEvent<string>).detail) as PageAsk
    if (!asks.some(({ id }) => id === ask.id)) asks.push(ask)
  })
  const tell = (frame: PageTell) =>
    page.dispatchEvent(new CustomEvent("countersign:tell", { detail: JSON.stringify(frame) }))
  const last = (method: string): PageAsk => {
    const ask = asks.findLast((known) => known.method === method)
    if (!ask) throw new Error(`Nobody asked ${method}`)
    return ask
  }
  return {
    asks,
    last,
    tell,
    answer: (method: string, result: unknown) => tell({ kind: "answer", id: last(method).id, result }),
    refuse: (method: string, error: PageError) => tell({ kind: "answer", id: last(method).id, error }),
    event: (event: PageEvent) => tell({ kind: "event", event }),
  }
}

/** Lets everything run that waits for promises only. */
export const settled = () => new Promise((resolve) => setImmediate(resolve))
