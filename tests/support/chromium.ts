/** The hands for Chromium: Playwright on a throw-away profile, the worker stopped over CDP. */
import type { BrowserContext, CDPSession } from "playwright-core"
import { openChromium, until } from "~scripts"
import type { BrowserPlan, Hands } from "./hands"
import type { World } from "./world"

/** A host that is neither this computer's name nor https. */
const PLAIN = { "plain.test": "127.0.0.1" }

export async function openChromiumHands(
  world: World,
  { colorScheme = "light", isStill = false, elsewhere = {} }: BrowserPlan,
): Promise<Hands> {
  const rules = Object.entries({ ...PLAIN, ...elsewhere }).map(([host, called]) => `MAP ${host} ${called}`)
  const { context, extensionOrigin, close } = await openChromium({
    executablePath: world.chromiumPath,
    extension: world.chromeExtension,
    args: [`--host-resolver-rules=${rules.join()}`],
    colorScheme,
    isStill,
  })
  let windows = 0
  context.on("page", (page) => {
    void page.opener().then(() => {
      if (page.url().includes("window=consent")) windows += 1
    })
  })
  const openTab = async (url: string) => {
    const tab = await context.newPage()
    await tab.goto(url)
    return tab
  }
  const { startsSeen, ...worker } = await openWorkerSwitch(context)
  return {
    surfaces: async () => context.pages(),
    openTab,
    openExtensionPage: async (path) => openTab(`${await extensionOrigin()}/${path}`),
    ...worker,
    reloadExtension: async () => {
      const { host } = new URL(await extensionOrigin())
      const page = await openTab("chrome://extensions")
      const before = startsSeen()
      // What was loaded from a directory comes back only for developers.
      await page.evaluate(`(async () => {
        await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
        await chrome.developerPrivate.reload("${host}", { failQuietly: true })
      })()`)
      await page.close()
      await until(
        async () => (startsSeen() > before ? true : null),
        "The extension did not come back.",
        10_000,
      )
    },
    windowsOpened: async () => windows,
    close,
  }
}

type WorkerVersions = { versions: { versionId: string; runningStatus: string }[] }

async function openWorkerSwitch(context: BrowserContext) {
  const session: CDPSession = await context.newCDPSession(context.pages()[0] ?? (await context.newPage()))
  const states = new Map<string, string>()
  let [starts, stops] = [0, 0]
  session.on("ServiceWorker.workerVersionUpdated", ({ versions }: WorkerVersions) => {
    for (const { versionId, runningStatus } of versions) {
      if (runningStatus === "stopped" && states.get(versionId) !== "stopped") stops += 1
      if (runningStatus === "running" && states.get(versionId) !== "running") starts += 1
      states.set(versionId, runningStatus)
    }
  })
  await session.send("ServiceWorker.enable")
  const isBackgroundRunning = async () => [...states.values()].some((state) => state !== "stopped")
  /** Open pages may wake it again at once, so what is waited for is the stop and not the standstill. */
  const stopBackground = async () => {
    const before = stops
    await session.send("ServiceWorker.stopAllWorkers")
    await until(async () => (stops > before ? true : null), "The worker did not stop.", 5_000)
  }
  return { isBackgroundRunning, stopBackground, startsSeen: () => starts }
}
