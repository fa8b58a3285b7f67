/**
 * Every view of the face, in both browsers, light and dark: axe finds nothing, nothing sticks out or is out of reach, in
 * the size it opens in, in a tab, and at 200 %.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  colourFaultsOf,
  complaintsOf,
  layoutFaultsOf,
  openStage,
  type ServedStage,
  type Stage,
  type StageScene,
  type StageWindow,
  type Surface,
  serveStage,
} from "~scripts"
import { bothBrowsers, openWalletBrowser, type WalletBrowser } from "../support/wallet-browser"

type Size = { width: number; height: number }

const sizes: Record<StageWindow, Size> = {
  consent: { width: 400, height: 640 },
  toolbar: { width: 360, height: 560 },
  tab: { width: 1280, height: 800 },
}
/** A browser that shows text twice as large has half the room. A popup gets all the room there is for one. */
const twice: Partial<Record<StageWindow, Size>> = {
  consent: { width: 200, height: 320 },
  tab: { width: 640, height: 400 },
}

/** Until a new size, or another theme, is drawn. */
const DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null))))"

let served: ServedStage
beforeAll(async () => {
  served = await serveStage()
})
afterAll(() => served.close())

describe.concurrent.each(bothBrowsers)("every view in %s", (name) => {
  let browser: WalletBrowser
  beforeAll(async () => {
    browser = await openWalletBrowser(name, { isStill: true })
  })
  afterAll(() => browser.close())

  test("is readable by everybody, in each theme, at its size and at twice that", async () => {
    const page = await browser.openTab("about:blank")
    const stage = await openStage(page, served)
    expect(stage.scenes.length).toBeGreaterThan(90)
    const complaints: string[] = []
    for (const scene of stage.scenes) {
      for (const window of windowsOf(scene)) complaints.push(...(await lookAt(page, stage, scene, window)))
    }
    expect(complaints).toEqual([])
  }, 300_000)
})

/** What is asked is the same in each window; what has no place and asks nothing is there in the consent window alone. */
function windowsOf({ path, isConsent, isOfTab }: StageScene): StageWindow[] {
  if (isOfTab) return ["tab"]
  if (path === null && !isConsent) return ["consent"]
  return isConsent ? ["consent", "tab"] : ["toolbar", "tab"]
}

async function lookAt(
  page: Surface,
  stage: Stage,
  scene: StageScene,
  window: StageWindow,
): Promise<string[]> {
  const found: string[] = []
  const note = (where: string, complaints: string[]) => {
    for (const complaint of complaints) found.push(`${scene.name}, ${window}${where}: ${complaint}`)
  }
  await resize(page, sizes[window])
  await stage.show(scene, window)
  note("", await complaintsOf(page))
  // A tab has the colours that the popup has.
  if (window !== "tab") {
    await page.evaluate(`document.documentElement.dataset.theme = "dark", ${DRAWN}`)
    note(" in the dark", await colourFaultsOf(page))
  }
  const half = twice[window]
  if (half !== undefined) {
    await resize(page, half)
    note(" at 200 %", await layoutFaultsOf(page))
  }
  return found
}

/** Each browser's hands have a word of their own for it. */
async function resize(page: Surface, size: Size): Promise<void> {
  const hands = page as Surface & {
    setViewportSize?: (size: Size) => Promise<void>
    setViewport?: (size: Size) => Promise<void>
  }
  await (hands.setViewportSize?.(size) ?? hands.setViewport?.(size))
  await page.evaluate(DRAWN)
}
