/**
 * Gets a browser that is missing where that can be done without asking: Debian's packages as root, elsewhere
 * Playwright's own Chromium. Otherwise fails, and says which one is missing and how to get it.
 */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { type BrowserFound, findChromium, findFirefox } from "./browsers"
import { runChild } from "./children"

export async function chromiumOrInstall(): Promise<BrowserFound> {
  const found = findChromium()
  if (found?.loadsExtensions) return found
  console.log("No Chromium that loads extensions from the command line was found; installing one…")
  await (isDebianRoot() ? installPackages("chromium") : installPlaywrightsChromium())
  const installed = findChromium()
  if (installed?.loadsExtensions) return installed
  throw new Error(`Chromium is missing and could not be installed. ${howToGet("Chromium", "chromium")}`)
}

export async function firefoxOrInstall(): Promise<BrowserFound> {
  const found = findFirefox()
  if (found !== null) return found
  if (isDebianRoot()) {
    console.log("No Firefox was found; installing one…")
    await installPackages("firefox-esr")
  }
  const installed = findFirefox()
  if (installed !== null) return installed
  throw new Error(`Firefox is missing and could not be installed. ${howToGet("Firefox", "firefox-esr")}`)
}

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get")
}

/** Ubuntu's `firefox-esr` does not exist and its `chromium` is a snap; what apt-get says then is shown. */
async function installPackages(name: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  await runChild("apt-get", ["update", "-qq"], { env })
  await runChild("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], { env })
}

async function installPlaywrightsChromium(): Promise<void> {
  const cli = resolve("node_modules", "playwright-core", "cli.js")
  await runChild(process.execPath, [cli, "install", "chromium", "--no-shell"])
}

function howToGet(name: string, debianPackage: string): string {
  const ways: Partial<Record<NodeJS.Platform, string>> = {
    linux: `On Debian: apt-get install ${debianPackage}.`,
    darwin: `With Homebrew: brew install --cask ${name.toLowerCase()}.`,
    win32: `With winget: winget install ${name === "Firefox" ? "Mozilla.Firefox" : "Hibbiki.Chromium"}.`,
  }
  const named = `or name one in COUNTERSIGN_${name.toUpperCase()}`
  return `${ways[process.platform] ?? "Install it"} Then run this again, ${named}.`
}
