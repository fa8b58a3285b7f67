/**
 * Calls over a wire: who asks gets a promise, who is asked runs a function of its role. A fault crosses with its code
 * and context; of any other error only the name does, because a message may quote what it choked on.
 *
 *   asked      [id, name, argument]
 *   answered   [id, true, result]  or  [id, false, code, context, name]
 */
import { Fault, fault, isFaultCode } from "~protocol"
import type { Wire } from "./frames"
import { logInside, nameOf } from "./inside"
import type { Role } from "./role"

/** What is asked before answers are taken away waits in the asker's memory, not here. */
const WAITING_LIMIT_BYTES = 4 * 1024 * 1024
const UNDER_WAY_LIMIT = 4096

export type Answerer = {
  take(message: unknown): void
  /** Reads on where it had stopped because the other end was slow. */
  drained(): void
  /** Takes no more calls; resolves when those under way are answered. */
  finish(): Promise<void>
}

type Answering = (argument: unknown) => Promise<unknown>

export function openAnswerer(role: Role, wire: () => Wire): Answerer {
  const functions = new Map(Object.entries(role) as [string, Answering][])
  let underWay = 0
  let isPaused = false
  let finished: (() => void) | null = null

  function throttle(): void {
    const isBusy = underWay >= UNDER_WAY_LIMIT || wire().waiting() > WAITING_LIMIT_BYTES
    if (isBusy === isPaused) return
    isPaused = isBusy
    if (isBusy) wire().pause()
    else wire().resume()
  }

  async function answer(id: number, name: string, argument: unknown): Promise<void> {
    underWay += 1
    throttle()
    try {
      const act = functions.get(name)
      if (act === undefined) throw new TypeError("no such function")
      const result = await act(argument)
      wire().send(result === undefined ? [id, true] : [id, true, result])
    } catch (thrown) {
      wire().send([id, false, ...refusalOf(thrown)])
    }
    underWay -= 1
    throttle()
    if (underWay === 0) finished?.()
  }

  return {
    take(message) {
      if (finished !== null) return
      const [id, name, argument] = Array.isArray(message) ? message : []
      if (!Number.isSafeInteger(id) || typeof name !== "string") throw new TypeError("not a call")
      void answer(id, name, argument)
    },
    drained: throttle,
    finish: () =>
      new Promise((resolve) => {
        finished = resolve
        if (underWay === 0) resolve()
      }),
  }
}

function refusalOf(thrown: unknown): [code: string, context: object, name: string] {
  if (thrown instanceof Fault && thrown.code !== "INTERNAL") return [thrown.code, thrown.context, "Fault"]
  logInside(thrown)
  return ["INTERNAL", {}, nameOf(thrown)]
}

type Waiting = { resolve(result: unknown): void; reject(refused: Fault): void; since: number }

export type Asker = {
  ask(name: string, argument: unknown): Promise<unknown>
  take(message: unknown): void
  /** The link broke: what was asked and not answered may or may not have been done. */
  abandon(): void
  /** The time since which the oldest call has waited, or null. */
  oldest(): number | null
}

export function openAsker(wire: () => Wire): Asker {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  return {
    ask: (name, argument) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        wire().send(argument === undefined ? [id, name] : [id, name, argument])
        waiting.set(id, { resolve, reject, since: performance.now() })
      }),
    take(message) {
      const [id, isDone, ...rest] = Array.isArray(message) ? message : []
      const caller = waiting.get(id)
      if (caller === undefined) throw new TypeError("an answer to nothing")
      waiting.delete(id)
      if (isDone === true) caller.resolve(rest[0])
      else caller.reject(faultFrom(rest))
    },
    abandon() {
      for (const { reject } of waiting.values()) reject(fault("UNAVAILABLE"))
      waiting.clear()
    },
    oldest() {
      for (const { since } of waiting.values()) return since
      return null
    },
  }
}

/** A code that this end does not know, or a context that is not flat, is an error inside. */
function faultFrom([code, context, name]: unknown[]): Fault {
  if (typeof code !== "string" || !isFaultCode(code) || !isFlat(context)) return new Fault("INTERNAL", {})
  if (code !== "INTERNAL") return new Fault(code, context)
  const cause = new Error("an error at the other end of a channel")
  cause.name = String(name)
  return new Fault(code, {}, cause)
}

function isFlat(context: unknown): context is Record<string, string | number> {
  if (typeof context !== "object" || context === null || Array.isArray(context)) return false
  return Object.values(context).every((value) => typeof value === "string" || typeof value === "number")
}
