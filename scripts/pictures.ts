/**
 * Takes a picture of each thing the face can show, in light and dark, into docs/pictures, and looks at each with axe:
 * fails where it finds anything. Needs a Chromium; builds no extension. What is taller than the window is also
 * taken whole, into build/pictures/whole.
 */
import { mkdirSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { findChromium } from "./browsers"
import { complaintsOf } from "./picture-checks"
import { openStage, type ServedStage, type Stage, type StageScene, serveStage } from "./picture-stage"

const FOLDER = "docs/pictures"
const WHOLE = "build/pictures/whole"
const themes = ["light", "dark"] as const
const window = { width: 400, height: 640 }
/** A window can be made this narrow; the popup of the toolbar is as wide as it wants to be. */
const narrow = { width: 320, height: 480 }
const popup = { width: 360, height: 560 }
const tab = { width: 1280, height: 800 }

/** Until the button that agrees is live, and its colour has settled. */
const SETTLED_MS = 900

await takeAll()

async function takeAll(): Promise<void> {
  const found = findChromium()
  if (found === null) throw new Error("Pictures need a Chromium; set COUNTERSIGN_CHROMIUM to one.")
  for (const folder of [FOLDER, WHOLE]) mkdirSync(folder, { recursive: true })
  const served = await serveStage()
  const browser = await chromium.launch({ executablePath: found.path, chromiumSandbox: false })
  try {
    const complaints = await take(browser, served)
    for (const complaint of complaints) console.error(complaint)
    if (complaints.length > 0) process.exitCode = 1
    else console.log(`Pictures are in ${FOLDER}. Nothing to complain about.`)
  } finally {
    await browser.close()
    await served.close()
  }
}

async function take(browser: Browser, served: ServedStage): Promise<string[]> {
  const complaints: string[] = []
  for (const colorScheme of themes) {
    const context = await browser.newContext({ viewport: window, colorScheme, reducedMotion: "reduce" })
    const page = await context.newPage()
    page.on("pageerror", ({ message }) => complaints.push(`${page.url()}: ${message}`))
    page.on("console", (said) => said.type() === "error" && complaints.push(`${page.url()}: ${said.text()}`))
    const stage = await openStage(page, served)
    for (const scene of chosen(stage.scenes)) {
      await stage.show(scene)
      await page.waitForTimeout(SETTLED_MS)
      complaints.push(...(await takeScene(page, scene, colorScheme)))
      if (scene.path !== null) complaints.push(...(await takeTab(page, stage, scene, colorScheme)))
    }
    await context.close()
  }
  return complaints
}

/** All scenes, or those whose names were given. */
function chosen(scenes: readonly StageScene[]): readonly StageScene[] {
  const named = process.argv.slice(2)
  return named.length === 0 ? scenes : scenes.filter(({ name }) => named.includes(name))
}

/** The same in a tab of its own. */
async function takeTab(page: Page, stage: Stage, scene: StageScene, theme: string): Promise<string[]> {
  await page.setViewportSize(tab)
  await stage.show(scene, "tab")
  await page.waitForTimeout(SETTLED_MS)
  await page.screenshot({ path: `${FOLDER}/${scene.name}-tab-${theme}.png` })
  return complain(page, `${scene.name}, ${theme}, in a tab`)
}

async function takeScene(page: Page, { name: scene, path }: StageScene, theme: string): Promise<string[]> {
  const isPopup = path !== null
  const size = isPopup ? popup : window
  await page.setViewportSize(size)
  await page.screenshot({ path: `${FOLDER}/${scene}-${theme}.png` })
  const complaints = await complain(page, `${scene}, ${theme}`)
  for (const other of isPopup ? [] : [narrow, tab]) {
    await page.setViewportSize(other)
    complaints.push(...(await complain(page, `${scene}, ${theme}, ${other.width} wide`)))
  }
  await page.setViewportSize(size)
  await takeRest(page, `${WHOLE}/${scene}-${theme}.png`, isPopup)
  return complaints
}

/** What was out of sight: in a window that is tall enough, or, in the popup, at the end. */
async function takeRest(page: Page, path: string, isPopup: boolean): Promise<void> {
  const hidden = await page.evaluate(() => {
    const body = document.querySelector(".screen-body")
    return body ? body.scrollHeight - body.clientHeight : 0
  })
  if (hidden === 0) return
  if (isPopup) await page.evaluate((end) => document.querySelector(".screen-body")?.scrollTo(0, end), hidden)
  else await page.setViewportSize({ width: window.width, height: window.height + hidden })
  await page.screenshot({ path })
}

/** `where` begins each complaint. */
async function complain(page: Page, where: string): Promise<string[]> {
  return (await complaintsOf(page)).map((complaint) => `${where}: ${complaint}`)
}
