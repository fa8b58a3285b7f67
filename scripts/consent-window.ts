/**
 * The person at the consent window, for programs: waits for the window, reads it, and presses a button as a hand
 * would, once the button is live. Presses only on the request it was shown.
 */
import { look, type Surface, until } from "./surface"

/** The wallet ignores a press within half a second of showing a request. */
const GUARD_MS = 550
const PRESS_MS = 20_000

/** What carries a high risk is agreed to by holding the button. */
const HOLD_MS = 1_300

/** Until a request whose window closed is shown in another one. */
const REOPENED_MS = 1_000

/** `surfaces`: where else to look for it. */
export type OpenConsent = {
  surface: Surface
  requestId: string
  kind: string
  origin: string
  surfaces?: Surfaces
}
export type Surfaces = () => Promise<readonly Surface[]>

const READ = `(() => {
  const root = document.querySelector('[data-testid="consent"]')
  return root && { requestId: root.dataset.requestId, kind: root.dataset.kind, origin: root.dataset.origin }
})()`

/** The window with an open request; not `answered`, which may still be closing. */
export function waitForConsent(surfaces: Surfaces, answered?: OpenConsent): Promise<OpenConsent> {
  return until(async () => {
    const open = await openConsents(surfaces)
    return open.find(({ requestId }) => requestId !== answered?.requestId) ?? null
  }, "No consent window opened.")
}

/** Every window that shows a request now. */
export async function openConsents(surfaces: Surfaces): Promise<OpenConsent[]> {
  const found = await Promise.all((await surfaces()).map(readConsent))
  return found.filter((open) => open !== null).map((open) => ({ ...open, surfaces }))
}

export function approve(open: OpenConsent): Promise<void> {
  return press(open, "approve")
}

export function reject(open: OpenConsent): Promise<void> {
  return press(open, "reject")
}

/** Until the person could agree: in front, and shown for long enough. */
export async function untilLive({ surface, requestId }: OpenConsent): Promise<void> {
  await surface.bringToFront()
  await new Promise((wake) => setTimeout(wake, GUARD_MS))
  const seek = () => isLive(surface, liveButton(requestId, "approve")).then((live) => live || null)
  await until(seek, "The button approve stayed inert.", PRESS_MS)
}

function liveButton(requestId: string, button: "approve" | "reject"): string {
  return `[data-request-id="${requestId}"] [data-testid="${button}"]:not([aria-disabled="true"])`
}

async function isLive(surface: Surface, selector: string): Promise<boolean> {
  return (await look(surface, `document.querySelector(${JSON.stringify(selector)}) !== null`)) === true
}

async function press(open: OpenConsent, button: "approve" | "reject"): Promise<void> {
  const { requestId } = open
  const live = liveButton(requestId, button)
  let { surface } = open
  let isPressed = false
  // A window that is on its way out cannot come to the front; where the request is shown then is found below.
  await surface.bringToFront().catch(() => undefined)
  const pressed = async () => {
    if (await isLive(surface, live)) {
      const isHeld = await isLive(surface, `${live}[data-held="true"]`)
      const click = surface.click(live, { delay: isHeld ? HOLD_MS : 0 })
      isPressed = await click.then(
        () => true,
        () => false,
      )
      if (!(await isAnswered(surface, requestId))) return null
    }
    if (isShown(await readConsent(surface), requestId)) return null
    // A window that was on its way out may have shown it for a moment, and another one shows it then.
    const other = isPressed ? null : await findElsewhere(open, surface)
    if (other === null) return true
    surface = other
    await surface.bringToFront()
    return null
  }
  await until(pressed, `The button ${button} did nothing.`, PRESS_MS)
}

/** Where the same request is shown, once there has been time to open a window; null where it is nowhere. */
async function findElsewhere({ surfaces, requestId }: OpenConsent, gone: Surface): Promise<Surface | null> {
  for (let waited = 0; waited < REOPENED_MS; waited += 100) {
    const shown = surfaces ? await openConsents(surfaces) : []
    const other = shown.find((one) => one.requestId === requestId && one.surface !== gone)
    if (other) return other.surface
    await new Promise((wake) => setTimeout(wake, 100))
  }
  return null
}

async function isAnswered(surface: Surface, requestId: string): Promise<boolean> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    if (surface.isClosed() || !isShown(await readConsent(surface), requestId)) return true
    await new Promise((wake) => setTimeout(wake, 50))
  }
  return false
}

function isShown(shown: OpenConsent | null, requestId: string): boolean {
  return shown?.requestId === requestId
}

async function readConsent(surface: Surface): Promise<OpenConsent | null> {
  const read = await look<Omit<OpenConsent, "surface">>(surface, READ)
  return read === null ? null : { surface, ...read }
}
