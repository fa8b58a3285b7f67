/** A person with a keyboard alone at the consent. */
import { look, type OpenConsent, type Surface, untilLive } from "~scripts"
import { pause } from "./rounds"

const MOST_STOPS = 80
const MOST_PRESSES = 3
/** Until a press has done what it does. */
const ANSWERED_MS = 1_000

export function activeId(surface: Surface): Promise<string | null> {
  return look<string>(surface, "document.activeElement?.dataset?.testid ?? document.activeElement?.id ?? ''")
}

/** Goes from stop to stop until it is there. */
export async function tabTo(surface: Surface, testId: string): Promise<void> {
  return tabUntil(surface, async () => (await activeId(surface)) === testId, testId)
}

/** As `tabTo`, for what has no name of its own. */
export async function tabToFirst(surface: Surface, selector: string): Promise<void> {
  const isThere = `document.activeElement?.matches('${selector}') ?? false`
  return tabUntil(surface, async () => (await look(surface, isThere)) === true, selector)
}

async function tabUntil(surface: Surface, isThere: () => Promise<boolean>, what: string): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await isThere()) return
    await surface.keyboard.press("Tab")
  }
  throw new Error(`The keyboard does not reach ${what}.`)
}

/** Presses again where what is shown changed just then, and the press did not count. */
export async function decideByKeyboard(open: OpenConsent, testId: "approve" | "reject"): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    await untilLive(open)
    await tabTo(open.surface, testId)
    await pressEnter(open.surface)
    for (let waited = 0; waited < ANSWERED_MS; waited += 100) {
      if (!(await isShown(open))) return
      await pause(100)
    }
  }
  throw new Error(`The keyboard's ${testId} did nothing.`)
}

/** The window may be gone before the key is up again. */
export async function pressEnter(surface: Surface): Promise<void> {
  try {
    await surface.keyboard.press("Enter")
  } catch (thrown) {
    if (!surface.isClosed()) throw thrown
  }
}

export async function isShown({ surface, requestId }: OpenConsent): Promise<boolean> {
  const shown = `document.querySelector('[data-request-id="${requestId}"]') !== null`
  return !surface.isClosed() && (await look(surface, shown)) === true
}
