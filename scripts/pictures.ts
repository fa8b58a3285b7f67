/**
 * Takes a picture of each thing the face can show, in light and dark, as the popup and in a tab, into docs/pictures, and
 * looks at each with axe: fails where it finds anything. Needs a Chromium; builds no extension. What is taller than the
 * popup is also taken whole, into build/pictures/whole.
 */
import { mkdirSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { findChromium } from "./browsers"
import { complaintsOf, layoutFaultsOf } from "./picture-checks"
import {
  openStage,
  type ServedStage,
  type Stage,
  type StageScene,
  type StageWindow,
  serveStage,
} from "./picture-stage"

const FOLDER = "docs/pictures"
const WHOLE = "build/pictures/whole"
const themes = ["light", "dark"] as const
const sizes = {
  consent: { width: 400, height: 640 },
  toolbar: { width: 360, height: 560 },
  tab: { width: 1280, height: 800 },
}
/** A window can be made this narrow; the popup of the toolbar is as wide as it wants to be. */
const narrow = { width: 320, height: 480 }

await takeAll()

async function takeAll(): Promise<void> {
  const found = findChromium()
  if (found === null) throw new Error("Pictures need a Chromium; set COUNTERSIGN_CHROMIUM to one.")
  for (const folder of [FOLDER, WHOLE]) mkdirSync(folder, { recursive: true })
  const served = await serveStage()
  const browser = await chromium.launch({ executablePath: found.path, chromiumSandbox: false })
  try {
    const complaints = (await Promise.all(themes.map((theme) => take(browser, served, theme)))).flat()
    for (const complaint of complaints) console.error(complaint)
    if (complaints.length > 0) process.exitCode = 1
    else console.log(`Pictures are in ${FOLDER}. Nothing to complain about.`)
  } finally {
    await browser.close()
    await served.close()
  }
}

async function take(browser: Browser, served: ServedStage, theme: "light" | "dark"): Promise<string[]> {
  const complaints: string[] = []
  const context = await browser.newContext({ colorScheme: theme, reducedMotion: "reduce" })
  const page = await context.newPage()
  page.on("pageerror", ({ message }) => complaints.push(`${page.url()}: ${message}`))
  page.on("console", (said) => said.type() === "error" && complaints.push(`${page.url()}: ${said.text()}`))
  const stage = await openStage(page, served)
  for (const scene of chosen(stage.scenes)) {
    for (const window of windowsOf(scene)) {
      complaints.push(...(await takeScene(page, stage, scene, window, theme)))
    }
  }
  await context.close()
  return complaints
}

/** All scenes, or those whose names were given. */
function chosen(scenes: readonly StageScene[]): readonly StageScene[] {
  const named = process.argv.slice(2)
  return named.length === 0 ? scenes : scenes.filter(({ name }) => named.includes(name))
}

/** What has no place and asks nothing is there in the consent window alone. */
function windowsOf({ path, isConsent, isOfTab }: StageScene): StageWindow[] {
  if (isOfTab) return ["tab"]
  return path === null && !isConsent ? ["consent"] : ["toolbar", "tab"]
}

async function takeScene(
  page: Page,
  stage: Stage,
  scene: StageScene,
  window: StageWindow,
  theme: string,
): Promise<string[]> {
  const size = sizes[window]
  await page.setViewportSize(size)
  await stage.show(scene, window)
  const file = `${scene.name}${window === "tab" ? "-tab" : ""}-${theme}.png`
  await page.screenshot({ path: `${FOLDER}/${file}` })
  const where = `${scene.name}, ${theme}, ${window}`
  const complaints = (await complaintsOf(page)).map((complaint) => `${where}: ${complaint}`)
  if (window === "toolbar") await takeRest(page, `${WHOLE}/${file}`)
  if (!scene.isConsent || window === "tab") return complaints
  await stage.show(scene, "consent")
  for (const other of [sizes.consent, narrow, sizes.tab]) {
    await page.setViewportSize(other)
    const faults = await layoutFaultsOf(page)
    complaints.push(...faults.map((fault) => `${where}, ${other.width} wide: ${fault}`))
  }
  return complaints
}

/** What was out of sight: in a popup that is tall enough. */
async function takeRest(page: Page, path: string): Promise<void> {
  const hidden = await page.evaluate(() => {
    const body = document.querySelector(".screen-body")
    return body ? body.scrollHeight - body.clientHeight : 0
  })
  if (hidden === 0) return
  const { width, height } = sizes.toolbar
  await page.setViewportSize({ width, height: height + hidden })
  await page.evaluate((whole) => {
    for (const face of document.querySelectorAll<HTMLElement>(".face")) face.style.height = `${whole}px`
  }, height + hidden)
  await page.screenshot({ path })
}
