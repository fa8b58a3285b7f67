/**
 * A Chromium with the wallet in it, on a throw-away profile, driven by a program. A person's own browser and
 * profile are never touched.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BrowserContext, chromium, type Worker } from "playwright-core"
import { beforeTheEnd } from "./children"

export type ChromiumWithWallet = {
  context: BrowserContext
  /** `chrome-extension://…`, without a slash at the end; known once the background has started. */
  extensionOrigin: () => Promise<string>
  close: () => Promise<void>
}

export type ChromiumPlan = {
  executablePath: string
  /** The directory of a built extension; null is a browser without any. */
  extension: string | null
  args?: readonly string[]
  colorScheme?: "light" | "dark"
  isStill?: boolean
}

/** Headless refuses popup windows unless it is told the size of a screen. */
const HEADLESS_ARGS = ["--screen-info={1920x1080}"]
const QUIET_ARGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

/** Both switches are needed for an extension that no store has seen; root has no sandbox to run in. */
export function extensionArgs(extension: string): string[] {
  const loading = [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`]
  return process.getuid?.() === 0 ? ["--no-sandbox", ...loading] : loading
}

function argsFor(extension: string | null): string[] {
  if (extension !== null) return extensionArgs(extension)
  return process.getuid?.() === 0 ? ["--no-sandbox"] : []
}

export async function openChromium(plan: ChromiumPlan): Promise<ChromiumWithWallet> {
  const profile = mkdtempSync(join(tmpdir(), "countersign-chromium-"))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: plan.executablePath,
    headless: true,
    chromiumSandbox: false,
    // Windows keep the size that the extension gives them.
    viewport: null,
    // Pages go into the back/forward cache as they do for people; Playwright would switch it off.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    colorScheme: plan.colorScheme ?? "light",
    reducedMotion: plan.isStill ? "reduce" : "no-preference",
    args: [...argsFor(plan.extension), ...HEADLESS_ARGS, ...QUIET_ARGS, ...(plan.args ?? [])],
  })
  const close = async () => {
    await context.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  beforeTheEnd(close)
  const worker = plan.extension === null ? null : startedWorker(context)
  const extensionOrigin = async () => originOf((await worker)?.url() ?? "about:blank")
  return { context, extensionOrigin, close }
}

/** Not awaited before the first page, which must find the provider there all the same. */
async function startedWorker(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? context.waitForEvent("serviceworker")
}

/** `URL.origin` is the text "null" for schemes that Node does not know. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
