/** `npm start`: the whole of it on this computer, in a browser with a display, or played by itself without one. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type BrowserFound, findChromium } from "./browsers"
import { buildExtension } from "./build-extension"
import { beforeTheEnd, runChild } from "./children"
import { extensionArgs } from "./chromium"
import { chromiumOrInstall } from "./install-browsers"
import { startNetwork } from "./network"
import { runOutermost } from "./outermost"
import { playTour } from "./tour"

const HELP = `npm start [-- --headless] [-- --help]

Builds the extension, starts a KMS, a local Ethereum and a local Solana chain and a demo page, and opens a Chromium
with the wallet in it, on a throw-away profile. Ctrl-C ends all of it.

  --headless   opens no window: plays the main job itself and verifies each step; so it does where there is no
               display. Pictures go to build/demo/. The exit code is 0 only if everything verified.

COUNTERSIGN_CHROMIUM names a browser to use.`

await runOutermost(start)

async function start(): Promise<number> {
  const { values } = parseArgs({ options: { headless: { type: "boolean" }, help: { type: "boolean" } } })
  if (values.help) return say(HELP)
  const isSeen = hasDisplay()
  if (!isSeen && !values.headless)
    console.log("There is no display here, so this plays the main job by itself.")
  const isHeadless = values.headless || !isSeen
  const browser = isHeadless ? await chromiumOrInstall() : (findChromium() ?? (await chromiumOrInstall()))
  const extension = await buildExtension("chrome-mv3")
  const { demoUrl } = await startNetwork()
  return isHeadless ? playHeadless(browser, extension, demoUrl) : openBrowser(browser, extension, demoUrl)
}

async function playHeadless({ path }: BrowserFound, extension: string, demoUrl: string): Promise<number> {
  await playTour({ executablePath: path, extension }, demoUrl)
  return say("\nEvery signature verified and both transactions landed. Pictures of each consent: build/demo/")
}

/** Until the browser is closed, or Ctrl-C. */
async function openBrowser(browser: BrowserFound, extension: string, demoUrl: string): Promise<number> {
  const profile = mkdtempSync(join(tmpdir(), "countersign-profile-"))
  beforeTheEnd(async () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }))
  const loading = browser.loadsExtensions ? extensionArgs(extension) : []
  if (!browser.loadsExtensions) console.log(threeSteps(browser, extension))
  console.log("\nClose the browser, or press Ctrl-C, to end everything.")
  const quiet = ["--no-first-run", "--no-default-browser-check"]
  await runChild(browser.path, [`--user-data-dir=${profile}`, ...quiet, ...loading, demoUrl], {
    stdio: "ignore",
  })
  return 0
}

function threeSteps({ name }: BrowserFound, extension: string): string {
  return `
${name} does not load an extension from the command line. In the window that opens now:
  1. Go to chrome://extensions and switch on “Developer mode”.
  2. Press “Load unpacked” and choose ${extension}
  3. Reload the demo page.`
}

function hasDisplay(): boolean {
  if (process.platform !== "linux") return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

function say(text: string): number {
  console.log(text)
  return 0
}
