/**
 * The face as it is, over a background that knows one scene: `?scene=batch&window=consent`. The next scene comes onto
 * the same page by `showScene`, as if it had been opened anew.
 */

import { createRoot, type Root } from "react-dom/client"
import Face from "~popup"
import { noteLocked } from "~popup/lock-watch"
import { takeLook } from "~popup/look"
import type { Settings } from "~protocol"
import { takeScene, usualSettings } from "./background"
import type { Act } from "./scenes"

const WAIT_MS = 5_000

let root: Root | null = null

async function showScene(name: string, window: string, path: string): Promise<void> {
  root?.unmount()
  document.querySelector("#stage")?.remove()
  const { acts = [], answers } = takeScene(name)
  noteLocked(false)
  history.replaceState(null, "", `?scene=${name}&window=${window}#${path}`)
  takeLook((answers?.["popup.settings"] as Settings | undefined) ?? usualSettings)
  scrollTo(0, 0)
  const place = document.createElement("div")
  place.id = "stage"
  document.body.append(place)
  root = createRoot(place)
  root.render(<Face />)
  await untilThere("main")
  for (const act of acts) await perform(act)
}

async function perform(act: Act): Promise<void> {
  if ("key" in act) {
    window.dispatchEvent(new KeyboardEvent("keydown", { key: act.key, bubbles: true }))
    return
  }
  const element = await untilThere("until" in act ? act.until : act.at)
  if ("until" in act) return
  if (act.write === undefined) element.click()
  else if (element instanceof HTMLInputElement) {
    // React hears of it only where the browser itself would have set it.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(element, act.write)
    element.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

async function untilThere(selector: string): Promise<HTMLElement> {
  for (const end = performance.now() + WAIT_MS; performance.now() < end; ) {
    const found = document.querySelector<HTMLElement>(selector)
    if (found) return found
    await new Promise((wake) => setTimeout(wake, 10))
  }
  throw new Error(`There is no ${selector}.`)
}

Object.assign(globalThis, { showScene })

const asked = new URLSearchParams(location.search)
const first = asked.get("scene")
if (first !== null && first !== "none") {
  void showScene(first, asked.get("window") ?? "toolbar", location.hash.slice(1))
}
