/** The face on a page of its own: bundled with the scenes, and served to one tab, under the policy it has at work. */
import { readFileSync } from "node:fs"
import { build } from "esbuild"
import type { Page } from "playwright-core"

const STAGE = "tests/popup/pictures/stage.tsx"
const ORIGIN = "https://countersign.invalid"

export type StageFiles = { script: string; style: string }

export async function buildStage(): Promise<StageFiles> {
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

/** `path` is a place of the wallet at rest; null is the consent window. */
export type StageScene = { name: string; path: string | null }
export type Stage = { scenes: StageScene[]; show: (scene: StageScene, window?: "tab") => Promise<void> }

export async function openStage(page: Page, { script, style }: StageFiles): Promise<Stage> {
  const html = htmlWithStage()
  const served: Record<string, [string, string]> = {
    "/": ["text/html", html],
    "/stage.js": ["text/javascript", script],
    "/stage.css": ["text/css", style],
  }
  await page.route(`${ORIGIN}/**`, (route) => {
    const [contentType, body] = served[new URL(route.request().url()).pathname] ?? ["text/plain", ""]
    return route.fulfill({ contentType, body, headers: { "content-security-policy": policy() } })
  })
  await page.goto(`${ORIGIN}/?scene=none`)
  const scenes = await page.evaluate(() => document.documentElement.dataset.scenes)
  if (!scenes) throw new Error("The stage did not open: it names no scene.")
  return {
    scenes: JSON.parse(scenes) as StageScene[],
    async show({ name, path }, window) {
      const kind = path === null ? "consent" : (window ?? "toolbar")
      // Another address behind the `#` alone would not load the page anew.
      await page.goto("about:blank")
      await page.goto(`${ORIGIN}/?scene=${name}&window=${kind}#${path ?? ""}`)
      await page.waitForSelector("main")
    },
  }
}

function htmlWithStage(): string {
  return readFileSync("src/popup/index.html", "utf8")
    .replace("</head>", '<link rel="stylesheet" href="/stage.css"></head>')
    .replace("</body>", '<script src="/stage.js"></script></body>')
}

/** The policy that the extension's own pages have. */
function policy(): string {
  const { manifest } = JSON.parse(readFileSync("package.json", "utf8"))
  return manifest.content_security_policy.extension_pages
}
