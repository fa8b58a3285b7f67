/** Who listens to what. A listener that throws costs the others nothing; its error surfaces as the page's own. */
import type { Natives } from "./natives"

export type Listener = (...values: unknown[]) => void

export type Listeners = ReturnType<typeof openListeners>

type Entry = { listener: Listener; once: boolean }

export function openListeners(natives: Natives) {
  const byName = new Map<string, readonly Entry[]>()
  const entriesOf = (name: string) => byName.get(name) ?? []

  function leave(name: string, entry: Entry | undefined): void {
    byName.set(
      name,
      entriesOf(name).filter((other) => other !== entry),
    )
  }

  return {
    add(name: string, listener: Listener, once = false): void {
      byName.set(name, [...entriesOf(name), { listener, once }])
    },
    /** Takes away the latest registration of this listener, as Node's emitter does. */
    remove(name: string, listener: Listener): void {
      leave(
        name,
        entriesOf(name).findLast((entry) => entry.listener === listener),
      )
    },
    /** Without a name, everybody. */
    clear(name?: string): void {
      if (name === undefined) byName.clear()
      else byName.delete(name)
    },
    emit(name: string, ...values: unknown[]): void {
      for (const entry of entriesOf(name)) {
        if (entry.once) leave(name, entry)
        try {
          entry.listener(...values)
        } catch (thrown) {
          natives.setTimeout(() => {
            throw thrown
          }, 0)
        }
      }
    },
  }
}
