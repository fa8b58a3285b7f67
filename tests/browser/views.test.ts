/**
 * Every view of the face, in both browsers, light and dark: axe finds nothing, nothing sticks out or is out of reach, in
 * the size it opens in, in a tab, and at 200 %.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { complaintsOf, layoutFaultsOf, openStage, type ServedStage, type Surface, serveStage } from "~scripts"
import { pause } from "../support/rounds"
import { bothBrowsers, openWalletBrowser, type WalletBrowser } from "../support/wallet-browser"

type Size = { width: number; height: number }

const consentWindow = { width: 400, height: 640 }
/** A browser that shows text twice as large has half the room. A popup gets all the room there is for one. */
const consentTwice = { width: 200, height: 320 }
const popup = { width: 360, height: 560 }
const tab = { width: 1280, height: 800 }
const tabTwice = { width: 640, height: 400 }

/** Until a new size is drawn. */
const DRAWN_MS = 100
/** Until the button that agrees is live, and has its colour. */
const LIVE_MS = 850

let served: ServedStage
beforeAll(async () => {
  served = await serveStage()
})
afterAll(() => served.close())

describe.concurrent.each(bothBrowsers)("every view in %s", (name) => {
  describe.sequential.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    let browser: WalletBrowser
    beforeAll(async () => {
      browser = await openWalletBrowser(name, { colorScheme, isStill: true })
    })
    afterAll(() => browser.close())

    test("is readable by everybody, at its size and at twice that", async () => {
      const page = await browser.openTab("about:blank")
      const stage = await openStage(page, served)
      const complaints: string[] = []
      // A theme has colours of its own, and no sizes.
      const hasSizes = colorScheme === "light"
      const look = async (where: string, size: Size, check: typeof complaintsOf) => {
        await resize(page, size)
        await pause(DRAWN_MS)
        for (const complaint of await check(page)) complaints.push(`${where}: ${complaint}`)
      }
      for (const scene of stage.scenes) {
        const isConsent = scene.path === null
        const live = pause(isConsent ? LIVE_MS : 0)
        await stage.show(scene)
        if (isConsent && hasSizes) await look(`${scene.name} at 200 %`, consentTwice, layoutFaultsOf)
        await live
        await look(scene.name, isConsent ? consentWindow : popup, complaintsOf)
        if (isConsent || !hasSizes) continue
        await stage.show(scene, "tab")
        await look(`${scene.name} in a tab`, tab, complaintsOf)
        await look(`${scene.name} in a tab at 200 %`, tabTwice, layoutFaultsOf)
      }
      expect(complaints).toEqual([])
    }, 300_000)
  })
})

/** Each browser's hands have a word of their own for it. */
async function resize(page: Surface, size: Size): Promise<void> {
  const hands = page as Surface & {
    setViewportSize?: (size: Size) => Promise<void>
    setViewport?: (size: Size) => Promise<void>
  }
  await (hands.setViewportSize?.(size) ?? hands.setViewport?.(size))
}
