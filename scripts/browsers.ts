/**
 * Which browsers this computer has, and which of them can load an extension from the command line: branded Chrome
 * stopped doing so with version 137. Looks where installers put them; COUNTERSIGN_CHROMIUM and COUNTERSIGN_FIREFOX
 * name one outright. Installs nothing.
 */
import { existsSync } from "node:fs"
import { homedir } from "node:os"
import { delimiter, join } from "node:path"
import { chromium } from "playwright-core"

export type BrowserFound = { name: string; path: string; loadsExtensions: boolean }

type Candidate = {
  name: string
  loadsExtensions: boolean
  commands: string[]
  mac: string[]
  windows: string[]
}

const chromiums: Candidate[] = [
  {
    name: "Chromium",
    loadsExtensions: true,
    commands: ["chromium", "chromium-browser"],
    mac: ["Chromium.app/Contents/MacOS/Chromium"],
    windows: ["Chromium/Application/chrome.exe"],
  },
  {
    name: "Chrome for Testing",
    loadsExtensions: true,
    commands: ["google-chrome-for-testing", "chrome-for-testing"],
    mac: ["Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing"],
    windows: ["Google/Chrome for Testing/Application/chrome.exe"],
  },
  {
    name: "Brave",
    loadsExtensions: true,
    commands: ["brave-browser", "brave"],
    mac: ["Brave Browser.app/Contents/MacOS/Brave Browser"],
    windows: ["BraveSoftware/Brave-Browser/Application/brave.exe"],
  },
  {
    name: "Edge",
    loadsExtensions: true,
    commands: ["microsoft-edge", "microsoft-edge-stable"],
    mac: ["Microsoft Edge.app/Contents/MacOS/Microsoft Edge"],
    windows: ["Microsoft/Edge/Application/msedge.exe"],
  },
  {
    name: "Chrome",
    loadsExtensions: false,
    commands: ["google-chrome", "google-chrome-stable"],
    mac: ["Google Chrome.app/Contents/MacOS/Google Chrome"],
    windows: ["Google/Chrome/Application/chrome.exe"],
  },
]

const firefoxes: Candidate[] = [
  {
    name: "Firefox",
    loadsExtensions: true,
    commands: ["firefox-esr", "firefox"],
    mac: ["Firefox.app/Contents/MacOS/firefox"],
    windows: ["Mozilla Firefox/firefox.exe"],
  },
]

/** The best Chromium there is: one that loads extensions where possible. */
export function findChromium(): BrowserFound | null {
  const named = namedBy("COUNTERSIGN_CHROMIUM")
  if (named !== null) return named
  const [own, branded] = [
    installed(chromiums.filter(loads)),
    installed(chromiums.filter((one) => !loads(one))),
  ]
  return own ?? playwrightsOwn() ?? branded
}

export function findFirefox(): BrowserFound | null {
  return namedBy("COUNTERSIGN_FIREFOX") ?? installed(firefoxes)
}

function loads({ loadsExtensions }: Candidate): boolean {
  return loadsExtensions
}

function namedBy(variable: "COUNTERSIGN_CHROMIUM" | "COUNTERSIGN_FIREFOX"): BrowserFound | null {
  const path = process.env[variable]
  if (path === undefined || path === "") return null
  if (!existsSync(path)) throw new Error(`${variable} names ${path}, and there is no such file.`)
  return { name: variable, path, loadsExtensions: true }
}

function installed(candidates: Candidate[]): BrowserFound | null {
  for (const { name, loadsExtensions, ...places } of candidates) {
    const path = pathsOf(places).find((place) => existsSync(place))
    if (path !== undefined) return { name, path, loadsExtensions }
  }
  return null
}

function pathsOf({ commands, mac, windows }: Pick<Candidate, "commands" | "mac" | "windows">): string[] {
  if (process.platform === "darwin") return under(["/Applications", join(homedir(), "Applications")], mac)
  if (process.platform === "win32") {
    const { ProgramFiles, "ProgramFiles(x86)": older, LOCALAPPDATA } = process.env
    return under(
      [ProgramFiles, older, LOCALAPPDATA].filter((folder) => folder !== undefined),
      windows,
    )
  }
  return under((process.env.PATH ?? "").split(delimiter).concat("/snap/bin"), commands)
}

function under(folders: string[], files: string[]): string[] {
  return files.flatMap((file) => folders.map((folder) => join(folder, file)))
}

function playwrightsOwn(): BrowserFound | null {
  const path = chromium.executablePath()
  return existsSync(path) ? { name: "Playwright's Chromium", path, loadsExtensions: true } : null
}
