/**
 * Bundles the content scripts again, each into one function expression. Plasmo's own bundles begin with variables at
 * the top level, which in the page's world become the page's: a site's `let e` would then not even parse.
 */
import { basename, join, resolve } from "node:path"
import { build } from "esbuild"

const browsers = ["chrome120", "firefox128"]

/** Writes `file`, such as `inpage.1a2b3c4d.js`, anew from the content script of the same name. */
export async function bundleContent(directory: string, file: string): Promise<void> {
  const [name] = basename(file).split(".")
  await build({
    entryPoints: [resolve("src", "contents", `${name}.ts`)],
    outfile: join(directory, file),
    allowOverwrite: true,
    bundle: true,
    minify: true,
    format: "iife",
    target: browsers,
    legalComments: "none",
    logLevel: "error",
  })
}
