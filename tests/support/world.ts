/**
 * What the browser tests stand on, once for all of them: the built extension, the real KMS with known seeds, both
 * chains, and pages to visit.
 */
import type { TestProject } from "vitest/node"
import { buildExtension, findChromium, findFirefox, startChains, startKmsMockProcess } from "~scripts"
import { startPages } from "./pages"

export type World = {
  chromiumPath: string
  firefoxPath: string
  chromeExtension: string
  firefoxExtension: string
  kmsUrl: string
  chainProcessIds: readonly number[]
  pagesPort: number
}

declare module "vitest" {
  interface ProvidedContext {
    world: World
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { chromiumPath, firefoxPath } = browserPaths()
  const chromeExtension = await buildExtension("chrome-mv3")
  const firefoxExtension = await buildExtension("firefox-mv3")
  const [kms, chains, pages] = await Promise.all([startKmsMockProcess(), startChains(), startPages()])
  const chainProcessIds = chains.processIds
  const pagesPort = pages.port
  const [extensions, kmsUrl] = [{ chromeExtension, firefoxExtension }, kms.url]
  project.provide("world", { chromiumPath, firefoxPath, ...extensions, kmsUrl, chainProcessIds, pagesPort })
  return async () => {
    await Promise.all([kms.stop(), chains.stop(), pages.stop()])
  }
}

function browserPaths() {
  const [chromium, firefox] = [findChromium(), findFirefox()]
  if (!chromium?.loadsExtensions)
    throw new Error("There is no Chromium that loads extensions. `npm test` gets one.")
  if (firefox === null) throw new Error("There is no Firefox. `npm test` gets one.")
  return { chromiumPath: chromium.path, firefoxPath: firefox.path }
}
