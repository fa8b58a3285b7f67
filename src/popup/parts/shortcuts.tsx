/** The keys that do something everywhere in the wallet at rest, and the list of them under `?`. None of them decides. */
import { useLayoutEffect, useRef } from "react"
import { useLocation } from "wouter"
import { say } from "../language"
import { pathOf, tabs } from "../places"
import { wantSearch } from "../search-field"
import { lockWallet } from "./lock-button"

const keys = { search: "/", lock: "l", help: "?" } as const

export function Shortcuts() {
  const list = useRef<HTMLDialogElement>(null)
  const [, go] = useLocation()
  // There as soon as the tabs are to be seen.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return
      // A list goes by the letters that are typed at it, but none of its entries begins with this.
      if (event.key !== keys.help && isList(event.target)) return
      if (list.current?.open === true) return
      const tab = tabs[Number(event.key) - 1]
      if (event.key === keys.help) list.current?.showModal()
      else if (tab !== undefined) go(pathOf(tab))
      else if (event.key === keys.lock) void lockWallet()
      else if (event.key === keys.search) search(go)
      else return
      event.preventDefault()
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [go])
  return (
    <dialog ref={list} className="shortcuts" aria-labelledby="shortcuts" data-testid="shortcuts">
      <h2 id="shortcuts">{say("shortcuts.title")}</h2>
      <dl>
        {tabs.map((tab, at) => (
          <Key
            key={tab}
            name={String(at + 1)}
            does={say("shortcuts.goTo", { name: say(`tabs.names.${tab}`) })}
          />
        ))}
        <Key name={keys.search} does={say("shortcuts.search")} />
        <Key name={keys.lock} does={say("shortcuts.lock")} />
        <Key name={keys.help} does={say("shortcuts.help")} />
      </dl>
      <form method="dialog" className="form-choices">
        <button type="submit" className="button">
          {say("shortcuts.close")}
        </button>
      </form>
    </dialog>
  )
}

function Key({ name, does }: { name: string; does: string }) {
  return (
    <div className="shortcut">
      <dt>
        <kbd>{name}</kbd>
      </dt>
      <dd>{does}</dd>
    </div>
  )
}

function search(go: (path: string) => void): void {
  go(pathOf("activity"))
  wantSearch()
}

function isTyping(target: EventTarget | null): boolean {
  const texts = "input:not([type=checkbox], [type=radio]), textarea, [contenteditable]"
  return target instanceof HTMLElement && target.matches(texts)
}

function isList(target: EventTarget | null): boolean {
  return target instanceof HTMLSelectElement
}
