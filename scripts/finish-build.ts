/**
 * The step after Plasmo's build. Plasmo registers a MAIN-world content script at run time, which comes too late for
 * the first page of a fresh profile and needs the `scripting` permission; the browsers take it from the manifest.
 * So the provider is moved there, before the bridge, and what Plasmo put in for the run-time way is taken out. If
 * either cannot be found, the build fails: nothing half-moved is ever shipped. Both content scripts are bundled anew,
 * because Plasmo's bundles leave names in the page.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Target } from "./build-extension"
import { bundleContent } from "./bundle-contents"

type ContentScript = { matches: string[]; js: string[]; run_at: string; all_frames: boolean; world?: "MAIN" }
type Manifest = { permissions?: string[]; content_scripts?: ContentScript[] } & Record<string, unknown>

/** What the other browser would warn about. */
const foreignKeys: Record<Target, string> = {
  "chrome-mv3": "browser_specific_settings",
  "firefox-mv3": "minimum_chrome_version",
}

const REGISTRATION = /chrome\.scripting\.registerContentScripts\(\[.*?\]\)\.catch\(\w+=>\{\}\)/g

export async function finishBuild(directory: string, target: Target): Promise<void> {
  const provider = contentOf(directory, "inpage")
  for (const file of [provider, contentOf(directory, "bridge")]) await bundleContent(directory, file)
  rewrite(join(directory, "manifest.json"), (text) => {
    const manifest = placeProvider(JSON.parse(text) as Manifest, provider)
    delete manifest[foreignKeys[target]]
    return `${JSON.stringify(manifest, null, 2)}\n`
  })
  rewrite(join(directory, "static", "background", "index.js"), withoutRegistration)
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

/** The background without Plasmo's call, which would throw at start where the permission is not held. */
export function withoutRegistration(source: string): string {
  const calls = source.match(REGISTRATION) ?? []
  if (calls.length !== 1)
    throw new Error(`The background registers content scripts ${calls.length} times, not once.`)
  return source.replace(REGISTRATION, "void 0")
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")))
}
