/**
 * A Chromium that is driven only when asked to be: while a driver is attached to a page, the browser prerenders
 * nothing for it.
 */
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BrowserContext, chromium } from "playwright-core"
import { extensionArgs, until } from "~scripts"
import type { World } from "./world"

export type UndrivenChromium = {
  /** Opens a page that nobody is attached to. */
  openAlone: (url: string) => Promise<void>
  /** What is open, without attaching to any of it. */
  targets: () => Promise<{ url: string; title: string }[]>
  /** Drives the browser for as long as `work` takes. */
  driven: <T>(work: (context: BrowserContext) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

export async function openUndrivenChromium(world: World): Promise<UndrivenChromium> {
  const profile = mkdtempSync(join(tmpdir(), "countersign-chromium-"))
  const args = ["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--no-first-run"]
  const child = spawn(world.chromiumPath, [
    ...args,
    ...["--screen-info={1920x1080}", "--disable-component-update", "--disable-sync"],
    ...extensionArgs(world.chromeExtension),
    "about:blank",
  ])
  const ended = new Promise<void>((done) => child.once("exit", () => done()))
  const note = join(profile, "DevToolsActivePort")
  const port = await until(
    async () => (existsSync(note) && readFileSync(note, "utf8").split("\n")[0]) || null,
    "The browser did not start.",
  )
  const devTools = `http://127.0.0.1:${port}`

  return {
    async openAlone(url) {
      const answer = await fetch(`${devTools}/json/new?${encodeURIComponent(url)}`, { method: "PUT" })
      if (!answer.ok) throw new Error(`The browser opened nothing: ${answer.status}`)
    },
    async targets() {
      const answer = await fetch(`${devTools}/json/list`)
      return (await answer.json()) as { url: string; title: string }[]
    },
    async driven(work) {
      const browser = await chromium.connectOverCDP(devTools)
      try {
        const [context] = browser.contexts()
        if (context === undefined) throw new Error("The browser has no context.")
        return await work(context)
      } finally {
        await browser.close()
      }
    },
    async close() {
      child.kill("SIGTERM")
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
