/** Who listens to what. A listener that throws costs the others nothing; its error surfaces as the page's own. */
import type { Natives } from "./natives"

export type Listener = (...values: unknown[]) => void

export type Listeners = ReturnType<typeof openListeners>

export function openListeners(natives: Natives) {
  const byName = new Map<string, { listener: Listener; isOnce: boolean }[]>()
  const at = (name: string) => byName.get(name) ?? []
  return {
    add(name: string, listener: Listener, isOnce = false): void {
      byName.set(name, [...at(name), { listener, isOnce }])
    },
    /** Takes away the latest registration of this listener, as Node's emitter does. */
    remove(name: string, listener: Listener): void {
      const latest = at(name).findLastIndex((added) => added.listener === listener)
      byName.set(
        name,
        at(name).filter((_, place) => place !== latest),
      )
    },
    /** Takes away all of them, or all of one name. */
    clear(name?: string): void {
      if (name === undefined) byName.clear()
      else byName.delete(name)
    },
    emit(name: string, ...values: unknown[]): void {
      const added = at(name)
      byName.set(
        name,
        added.filter(({ isOnce }) => !isOnce),
      )
      for (const { listener } of added) {
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
