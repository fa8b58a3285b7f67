/**
 * The hands for Firefox: Puppeteer over WebDriver BiDi. What an extension test needs and BiDi does not offer to
 * pages (the state of the event page, its own pages in a tab) is asked of the browser's own window.
 */
import { type Browser, launch } from "puppeteer-core"
import { type Surface, until } from "~scripts"
import type { BrowserPlan, Hands } from "./hands"
import type { World } from "./world"

export async function openFirefoxHands(world: World, plan: BrowserPlan): Promise<Hands> {
  const browser = await launch({
    browser: "firefox",
    executablePath: world.firefoxPath,
    headless: true,
    args: ["--remote-allow-system-access"],
    extraPrefsFirefox: {
      "network.dns.localDomains": "plain.test",
      "extensions.background.idle.timeout": plan.idleMs ?? 30_000,
      "ui.prefersReducedMotion": plan.isStill ? 1 : 0,
      "layout.css.prefers-color-scheme.content-override": plan.colorScheme === "dark" ? 0 : 1,
    },
  })
  const id = await browser.installExtension(world.firefoxExtension)
  const inBrowser = await openBrowserScope(browser)
  const policy = `WebExtensionPolicy.getByID(${JSON.stringify(id)})`
  const state = () => inBrowser(`${policy}.extension.backgroundState`)
  const before = await countWindows(inBrowser)
  const openExtensionPage = async (path: string) => {
    const known = new Set(await browser.pages())
    await inBrowser(`openTrustedLinkIn(${policy}.getURL(${JSON.stringify(path)}), "tab")`)
    return until(
      async () => (await browser.pages()).find((page) => !known.has(page)) ?? null,
      "No page opened.",
    )
  }
  return {
    surfaces: async () => browser.pages(),
    openTab: async (url) => {
      // A new tab may land in a consent window that is just closing, and go with it.
      for (let attempt = 1; ; attempt++) {
        try {
          const tab = await browser.newPage()
          await tab.goto(url)
          return tab as Surface
        } catch (thrown) {
          if (attempt === 3) throw thrown
        }
      }
    },
    openExtensionPage,
    isBackgroundRunning: async () => (await state()) !== "stopped",
    stopBackground: async () => {
      const end = () => inBrowser(terminationOf(policy)).then((ended) => (ended === true ? true : null))
      await until(end, "The event page did not end.", 5_000)
    },
    reloadExtension: async () => {
      await inBrowser(`(async () => {
        const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs")
        await (await AddonManager.getAddonByID(${JSON.stringify(id)})).reload()
      })()`)
    },
    windowsOpened: async () => (await countWindows(inBrowser)) - before,
    close: () => browser.close(),
  }
}

/**
 * Ends the event page; false where an event came in between, for which Firefox keeps it. That it has ended is noted
 * in the same turn: open pages may wake it again before anybody could ask.
 */
function terminationOf(policy: string): string {
  return `(async () => {
    const { extension } = ${policy}
    let ended = false
    const note = () => { ended = true }
    extension.on("shutdown-background-script", note)
    await extension.terminateBackground({ ignoreDevToolsAttached: true })
    extension.off("shutdown-background-script", note)
    return ended || extension.backgroundState === "stopped"
  })()`
}

type InBrowser = (script: string) => Promise<unknown>

/** Puppeteer has no public way into the browser's own scope; its connection carries any BiDi command. */
async function openBrowserScope(browser: Browser): Promise<InBrowser> {
  type Reply = { result: { contexts: { context: string }[]; result: { value: unknown } } }
  type Connection = { send: (method: string, params: unknown) => Promise<Reply> }
  const { connection } = browser as unknown as { connection: Connection }
  const tree = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" })
  const context = tree.result.contexts[0]?.context
  return async (expression) => {
    const reply = await connection.send("script.evaluate", {
      expression,
      target: { context },
      awaitPromise: true,
    })
    return reply.result.result.value
  }
}

/** Every window that has opened since the browser started, closed ones too. */
async function countWindows(inBrowser: InBrowser): Promise<number> {
  return Number(
    await inBrowser(`(() => {
      if (globalThis.windowsOpened === undefined) {
        globalThis.windowsOpened = [...Services.wm.getEnumerator("navigator:browser")].length
        Services.obs.addObserver(() => { globalThis.windowsOpened += 1 }, "browser-delayed-startup-finished")
      }
      return globalThis.windowsOpened
    })()`),
  )
}
