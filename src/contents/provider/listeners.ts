/** Who listens to what. A listener that throws costs the others nothing; its error surfaces as the page's own. */
import type { Natives } from "./natives"

export type Listener = (...values: unknown[]) => void

export type Listeners = ReturnType<typeof openListeners>

export function openListeners(natives: Natives) {
  const byName = new Map<string, Listener[]>()
  return {
    add(name: string, listener: Listener): void {
      byName.set(name, [...(byName.get(name) ?? []), listener])
    },
    /** Takes away the latest registration of this listener, as Node's emitter does. */
    remove(name: string, listener: Listener): void {
      const listeners = [...(byName.get(name) ?? [])]
      const at = listeners.lastIndexOf(listener)
      if (at >= 0) listeners.splice(at, 1)
      byName.set(name, listeners)
    },
    emit(name: string, ...values: unknown[]): void {
      for (const listener of byName.get(name) ?? []) {
        try {
          listener(...values)
        } catch (thrown) {
          natives.setTimeout(() => {
            throw thrown
          }, 0)
        }
      }
    },
  }
}
