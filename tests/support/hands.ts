/** What a browser's hands can do; the stories are told with these and never with a browser's own interface. */
import type { Surface, Surfaces } from "~scripts"

/**
 * `idleMs`: how soon Firefox ends an idle event page. `elsewhere`: hosts with their ports, and those that Chromium
 * calls in their place. `isStill`: pages are asked to leave out motion.
 */
export type BrowserPlan = {
  colorScheme?: "light" | "dark"
  isStill?: boolean
  idleMs?: number
  elsewhere?: Readonly<Record<string, string>>
}

export type Hands = {
  surfaces: Surfaces
  openTab: (url: string) => Promise<Surface>
  /** One of the extension's own pages, in a tab. */
  openExtensionPage: (path: string) => Promise<Surface>
  /** Ends the background at once, as the browser does when it is idle or short of memory. */
  stopBackground: () => Promise<void>
  /** The extension starts anew, as it does when it is updated; the pages that are open stay. */
  reloadExtension: () => Promise<void>
  isBackgroundRunning: () => Promise<boolean>
  /** How many windows the extension has opened so far. */
  windowsOpened: () => Promise<number>
  close: () => Promise<void>
}
