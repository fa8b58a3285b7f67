/**
 * Bundles the scripts of the extension again, each into one function expression. Plasmo's own bundles of content
 * scripts begin with variables at the top level, which in the page's world become the page's: a site's `let e` would
 * then not even parse. Its bundle of the background is three times as large as it needs to be, and runs all of it at
 * every wake: here what is imported when it is first needed is run when it is first needed, out of the same file.
 */
import { basename, join, resolve } from "node:path"
import { type BuildOptions, build } from "esbuild"

const BROWSERS = ["chrome120", "firefox128"]

const OPTIONS: BuildOptions = {
  ...{ bundle: true, minify: true, format: "iife", target: BROWSERS, allowOverwrite: true },
  ...{ legalComments: "none", logLevel: "error", define: { "process.env.NODE_ENV": '"production"' } },
}

/** Writes `file`, such as `inpage.1a2b3c4d.js`, anew from the content script of the same name. */
export async function bundleContent(directory: string, file: string): Promise<void> {
  const [name] = basename(file).split(".")
  const entryPoints = [resolve("src", "contents", `${name}.ts`)]
  await build({ ...OPTIONS, entryPoints, outfile: join(directory, file) })
}

/** Plasmo's listener for messages of extension pages, then the background's own door. */
const BACKGROUND = `import "./.plasmo/static/background/messaging"
import "./src/background/index"`

export async function bundleBackground(directory: string): Promise<void> {
  const stdin = { contents: BACKGROUND, resolveDir: resolve("."), loader: "ts" as const }
  await build({ ...OPTIONS, stdin, outfile: join(directory, "static", "background", "index.js") })
}
