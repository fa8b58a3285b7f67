/**
 * Bundles the scripts of the extension again, each into one function expression. Plasmo's own bundles of content
 * scripts begin with variables at the top level, which in the page's world become the page's: a site's `let e` would
 * then not even parse. Its bundle of the background is three times as large as it needs to be, and runs all of it at
 * every wake: here what is imported when it is first needed is run when it is first needed, out of the same file.
 */
import { readFile, writeFile } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { type BuildOptions, build } from "esbuild"
import { type CompressOptions, minify } from "terser"
import { placesOfKms } from "./kms-of-build"

const BROWSERS = ["chrome120", "firefox128"]

const OPTIONS: BuildOptions = {
  ...{ bundle: true, minify: true, format: "iife", target: BROWSERS, allowOverwrite: true },
  ...{ legalComments: "none", logLevel: "error", define: { "process.env.NODE_ENV": '"production"' } },
}

/** What every page loads, for which every byte counts. */
const SMALLEST = { ecma: 2020, passes: 3, unsafe_arrows: true, keep_fargs: false } as const

/** Names that only the provider's own parts call each other by; no page, no wire and no browser knows them. */
const INTERNAL =
  /^(?:announced|decode|dispatch|emit|encode|keysAt|learn|listen|made|object|onChange|onEvent|onLost|randomBytes|refresh|session|sendTransactions?|signBytes|signTransactions|untaken)$/

/** Writes `file`, such as `inpage.1a2b3c4d.js`, anew from the content script of the same name. */
export async function bundleContent(directory: string, file: string): Promise<void> {
  const [name] = basename(file).split(".")
  // Imported for what it does: what it exports is for Plasmo, and stays out.
  const stdin = {
    contents: `import "./src/contents/${name}"`,
    resolveDir: resolve("."),
    loader: "ts" as const,
  }
  const outfile = join(directory, file)
  await build({ ...OPTIONS, stdin, mangleProps: INTERNAL, banner: { js: '"use strict";' }, outfile })
  await makeSmaller(outfile, SMALLEST)
}

/** Once more; a text that has one other letter than ASCII's is kept at two bytes a letter by browsers. */
async function makeSmaller(file: string, compress: CompressOptions): Promise<void> {
  const { code } = await minify(await readFile(file, "utf8"), { compress, format: { ascii_only: true } })
  if (code === undefined) throw new Error(`Nothing came of making ${file} smaller.`)
  await writeFile(file, code)
}

/** Plasmo's listener for messages of extension pages, then the background's own door. */
const BACKGROUND = `import "./.plasmo/static/background/messaging"
import "./src/background/index"`

export async function bundleBackground(directory: string): Promise<void> {
  const stdin = { contents: BACKGROUND, resolveDir: resolve("."), loader: "ts" as const }
  const outfile = join(directory, "static", "background", "index.js")
  await build({ ...OPTIONS, stdin, outfile, define: { ...OPTIONS.define, ...placesOfKms() } })
  // Browsers keep all of it compiled, so that what is not there is memory that every wake saves. Variables stay apart:
  // brought together, the schema library's look at whether code may be made of text looks like the making of it.
  await makeSmaller(outfile, { ecma: 2020, collapse_vars: false })
}
