/**
 * Asks whose consent is still being worked out (gas, fees). They are in memory only: a worker that dies before the
 * consent is written down has promised nothing, and the page asks again. The same ask is prepared once, and one
 * origin cannot have more in preparation than it may have open.
 */
import { fault } from "~protocol"
import { OPEN_PER_ORIGIN } from "./book"
import type { Asker } from "./machine"

export function openPreparations<Prepared>(): (
  asker: Asker,
  prepare: () => Promise<Prepared>,
) => Promise<Prepared> {
  const running = new Map<string, { origin: string; prepared: Promise<Prepared> }>()

  return (asker, prepare) => {
    const key = `${asker.documentId} ${asker.askId}`
    const known = running.get(key)
    if (known) return known.prepared
    const ofOrigin = [...running.values()].filter(({ origin }) => origin === asker.origin)
    if (ofOrigin.length >= OPEN_PER_ORIGIN) {
      return Promise.reject(fault("TOO_MANY_REQUESTS", { limit: OPEN_PER_ORIGIN }))
    }
    const prepared = prepare().finally(() => running.delete(key))
    running.set(key, { origin: asker.origin, prepared })
    return prepared
  }
}
