/** The face on a page of its own: bundled with the scenes, and served to this computer, under the policy it has at work. */
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { build } from "esbuild"
import { look, type Surface, until } from "./surface"

const STAGE = "tests/popup/pictures/stage.tsx"

/** `url` has no slash at the end. */
export type ServedStage = { url: string; close: () => Promise<void> }

/** `path` is a place of the wallet at rest; null is what is asked of the person. */
export type StageScene = { name: string; path: string | null; isConsent: boolean; isOfTab: boolean }
export type StageWindow = "consent" | "toolbar" | "tab"

type Page = Pick<Surface, "goto" | "evaluate">

export type Stage = {
  scenes: StageScene[]
  show: (scene: Pick<StageScene, "name" | "path">, window?: StageWindow) => Promise<void>
}

/** Nothing has changed for this long; but a button that nobody may press yet is not waited for longer than that. */
const QUIET_MS = 90
const LONGEST_MS = 900

const SETTLED = `new Promise((resolve) => {
  const from = performance.now()
  let changedAt = from
  const watch = new MutationObserver(() => { changedAt = performance.now() })
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  const look = () => {
    const now = performance.now()
    const isInert = document.querySelector('[data-testid="approve"][aria-disabled="true"]') !== null
    const isQuiet = now - changedAt >= ${QUIET_MS} && !isInert
    if (!isQuiet && now - from < ${LONGEST_MS}) return setTimeout(look, 20)
    watch.disconnect()
    resolve(null)
  }
  look()
})`

export async function serveStage(): Promise<ServedStage> {
  const { script, style } = await buildStage()
  const html = readFileSync("src/popup/index.html", "utf8")
    .replace("</head>", '<link rel="stylesheet" href="/stage.css"></head>')
    .replace("</body>", '<script src="/stage.js"></script></body>')
  const served: Record<string, [string, string]> = {
    "/": ["text/html", html],
    "/stage.js": ["text/javascript", script],
    "/stage.css": ["text/css", style],
    "/favicon.ico": ["image/x-icon", ""],
  }
  const headers = { "content-security-policy": policy() }
  const server = createServer(({ url = "/" }, response) => {
    const [type, body] = served[new URL(url, "http://stage").pathname] ?? ["text/plain", ""]
    response.writeHead(200, { ...headers, "content-type": type }).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** Scenes come onto one and the same page: to load it costs more than to look at it. */
export async function openStage(page: Page, { url }: ServedStage): Promise<Stage> {
  await page.goto(`${url}/?scene=none`)
  const listed = "document.documentElement.dataset.scenes ?? null"
  const scenes = await until(() => look<string>(page, listed), "The stage did not open: it names no scene.")
  return {
    scenes: JSON.parse(scenes) as StageScene[],
    async show({ name, path }, window = path === null ? "consent" : "toolbar") {
      const asked = [name, window, path ?? ""].map((text) => JSON.stringify(text)).join()
      await page.evaluate(`showScene(${asked}).then(() => ${SETTLED})`)
    },
  }
}

async function buildStage(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [STAGE],
    outdir: "stage",
    bundle: true,
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  })
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ""
  return { script: textOf(".js"), style: textOf(".css") }
}

/** The policy that the extension's own pages have. */
function policy(): string {
  const { manifest } = JSON.parse(readFileSync("package.json", "utf8"))
  return manifest.content_security_policy.extension_pages
}
