/**
 * The step after Plasmo's build. Plasmo registers a MAIN-world content script at run time, which comes too late for
 * the first page of a fresh profile and needs the `scripting` permission; the browsers take it from the manifest.
 * So the provider is moved there, before the bridge; if it cannot be found, the build fails: nothing half-moved is
 * ever shipped. All scripts are bundled anew, the background without the call that would register at run time.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Target } from "./build-extension"
import { bundleBackground, bundleContent } from "./bundle-scripts"
import { writeLists } from "./shipped-lists"

type ContentScript = { matches: string[]; js: string[]; run_at: string; all_frames: boolean; world?: "MAIN" }
type Manifest = { permissions?: string[]; content_scripts?: ContentScript[] } & Record<string, unknown>

/** What the other browser would warn about. */
const foreignKeys: Record<Target, string> = {
  "chrome-mv3": "browser_specific_settings",
  "firefox-mv3": "minimum_chrome_version",
}

export async function finishBuild(directory: string, target: Target): Promise<void> {
  const provider = contentOf(directory, "inpage")
  for (const file of [provider, contentOf(directory, "bridge")]) await bundleContent(directory, file)
  rewrite(join(directory, "manifest.json"), (text) => {
    const manifest = placeProvider(JSON.parse(text) as Manifest, provider)
    delete manifest[foreignKeys[target]]
    return `${JSON.stringify(manifest, null, 2)}\n`
  })
  await bundleBackground(directory)
  dropUnused(directory)
  writeLists(directory)
}

/** What Plasmo's own bundle of the background loads piece by piece: the new one has it all in itself. */
function dropUnused(directory: string): void {
  const read = (file: string) => readFileSync(join(directory, file), "utf8")
  const named = read("manifest.json") + read("popup.html")
  for (const file of readdirSync(directory)) {
    if (file.endsWith(".js") && !named.includes(file)) rmSync(join(directory, file))
  }
}

function contentOf(directory: string, name: string): string {
  const file = readdirSync(directory).find((one) => new RegExp(`^${name}\\.[0-9a-f]+\\.js$`).test(one))
  if (file === undefined) throw new Error(`The build holds no ${name}.*.js.`)
  return file
}

/** The manifest with the provider as its first content script and without the permission to add any. */
export function placeProvider(manifest: Manifest, provider: string): Manifest {
  const [bridge, ...others] = manifest.content_scripts ?? []
  if (bridge === undefined || others.length > 0) throw new Error("The bridge is not the one content script.")
  const { matches, run_at, all_frames } = bridge
  const inpage: ContentScript = { matches, js: [provider], run_at, all_frames, world: "MAIN" }
  return {
    ...manifest,
    permissions: (manifest.permissions ?? []).filter((permission) => permission !== "scripting"),
    content_scripts: [inpage, { matches, js: bridge.js, run_at, all_frames }],
  }
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")))
}
