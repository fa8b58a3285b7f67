/** The stage of the tour: the demo page, the consent window, and pictures of both. */
import type { BrowserContext, Page } from "playwright-core"
import { approve, type OpenConsent, untilLive, waitForConsent } from "./consent-window"
import { look, type Surface, until } from "./surface"

export const PICTURES = "build/demo"
export const WAIT_MS = 30_000

/** How long a button takes to change its colour. */
const COLOURS_MS = 300

export type Tour = {
  context: BrowserContext
  demo: Page
  ethereum: string
  solana: string
  answered?: OpenConsent
}

/** Approves the request that opens next, with a picture of it. */
export async function consentTo(tour: Tour, name: string): Promise<void> {
  const open = await waitForConsent(async () => tour.context.pages(), tour.answered)
  await untilLive(open)
  await new Promise((rest) => setTimeout(rest, COLOURS_MS))
  await picture(open.surface, `consent-${name}`)
  tour.answered = open
  await approve(open)
}

/** Waits for what the demo makes of it; throws what the demo says unless it verified. */
export async function verdict(demo: Page, name: string): Promise<void> {
  const at = `document.querySelector('[data-testid="${name}-verdict"]')`
  const seek = () =>
    look<{ state: string; said: string }>(
      demo,
      `(({ dataset, textContent }) => dataset.verdict && dataset.verdict !== "waiting"
      ? { state: dataset.verdict, said: textContent } : null)(${at})`,
    )
  const { state, said } = await until(seek, "The demo came to no verdict.", WAIT_MS)
  insist(state === "verified", `The demo says: ${said}`)
}

export function textOf(page: Page, testId: string): Promise<string> {
  const script = `document.querySelector('[data-testid="${testId}"]')?.textContent?.trim() || null`
  return until(() => look<string>(page, script), `There is no text in ${testId}.`, WAIT_MS)
}

export async function picture(surface: Surface, name: string): Promise<void> {
  await surface.screenshot({ path: `${PICTURES}/${name}.png` })
}

export function insist(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}
