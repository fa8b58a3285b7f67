/** What the built extension asks the browser for, pinned; that the built bundle runs; and what a linter says of it. */
import { execFile } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { runInNewContext } from "node:vm"
import { gzipSync } from "node:zlib"
import * as fakeIndexedDb from "fake-indexeddb"
import { beforeAll, describe, expect, test } from "vitest"
import { buildExtension, filesUnder, licences, targets, tokenList } from "~scripts"

const CONTENT_LIMIT_BYTES = 20_000
const BUILD_MS = 180_000

const run = promisify(execFile)
const bin = (name: string) => resolve("node_modules", ".bin", name)

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:*; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const WORKER_NAMES = [
  "AbortController",
  "BroadcastChannel",
  "Event",
  "EventTarget",
  "Headers",
  "Request",
  "Response",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "clearTimeout",
  "console",
  "crypto",
  "fetch",
  "queueMicrotask",
  "setInterval",
  "setTimeout",
] as const

const everyPage = { matches: ["http://*/*", "https://*/*"], run_at: "document_start", all_frames: true }

describe.each(targets)("%s", (target) => {
  let directory: string
  const read = (file: string) => readFileSync(join(directory, file), "utf8")
  const manifest = () => JSON.parse(read("manifest.json"))
  const background = () => read(join("static", "background", "index.js"))

  beforeAll(async () => {
    directory = await buildExtension(target)
  }, BUILD_MS)

  test("holds these permissions and no more", () => {
    expect(manifest().permissions).toEqual(["alarms", "storage", "unlimitedStorage"])
    expect(manifest().host_permissions).toBeUndefined()
    expect(manifest().optional_permissions).toEqual(["notifications"])
    expect(manifest().optional_host_permissions).toBeUndefined()
    expect(manifest().externally_connectable).toBeUndefined()
  })

  test("shows no page of its own to the web (origins rule 9)", () => {
    expect(manifest().web_accessible_resources).toBeUndefined()
  })

  test("lets its pages run its own scripts, reach its own files and what is encrypted or local, and nothing else (origins rule 9)", () => {
    expect(manifest().content_security_policy).toEqual({ extension_pages: policy })
  })

  test("declares the provider in the page's world, ahead of the bridge", () => {
    expect(manifest().content_scripts).toEqual([
      { ...everyPage, js: [expect.stringMatching(/^inpage\./)], world: "MAIN" },
      { ...everyPage, js: [expect.stringMatching(/^bridge\./)] },
    ])
  })

  test("says which browsers it runs in", () => {
    const { minimum_chrome_version, browser_specific_settings } = manifest()
    if (target === "chrome-mv3") expect(minimum_chrome_version).toBe("120")
    else expect(browser_specific_settings.gecko).toMatchObject({ strict_min_version: "153.0" })
  })

  test("brings the list of phishing sites as a file that is no larger than it needs to be", () => {
    const { blacklist, whitelist } = JSON.parse(read(join("lists", "phishing.json")))
    expect(blacklist.length).toBeGreaterThan(10_000)
    expect(whitelist.length).toBeGreaterThan(1_000)
    expect(gzipSync(read(join("lists", "phishing.json")), { level: 9 }).length).toBeLessThan(80_000)
  })

  test("brings the list of tokens, and the licences of what its lists are made from", () => {
    expect(read(join("lists", "tokens.txt"))).toBe(tokenList())
    expect(read(join("lists", "licences.txt"))).toBe(licences())
  })

  test("holds no script that nothing loads", () => {
    const scripts = readdirSync(directory).filter((file) => file.endsWith(".js"))
    const names = ["bridge", "inpage", "popup"].map((name) => bundleNamed(directory, name))
    expect(scripts.sort()).toEqual(names.sort())
  })

  test("registers no content script at run time", () => {
    expect(background()).not.toContain("registerContentScripts")
  })

  test("loads no code later, and makes none out of text in a page", () => {
    for (const name of ["inpage", "bridge"]) {
      expect(read(bundleNamed(directory, name))).not.toMatch(/\beval\(|\bFunction\(|\bimport\(/)
    }
    expect(background()).not.toMatch(/\bimport\(/)
    expect(read(bundleNamed(directory, "popup"))).not.toMatch(/\bimport\(/)
  })

  test("puts less than 20 kB into a page", () => {
    const sizes = ["inpage", "bridge"].map((name) => Buffer.byteLength(read(bundleNamed(directory, name))))
    expect(sizes[0]).toBeGreaterThan(0)
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(CONTENT_LIMIT_BYTES)
  })

  test("has no script that a browser would keep at two bytes a letter", () => {
    const scripts = ["inpage", "bridge", "popup"].map((name) => read(bundleNamed(directory, name)))
    for (const script of [...scripts, background()]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
      expect(script.match(/.{0,30}[^\x00-\x7f].{0,30}/)?.[0]).toBe(undefined)
    }
  })

  test("is one function expression for a page, which leaves it no names", () => {
    for (const name of ["bridge", "inpage"]) {
      expect(read(bundleNamed(directory, name))).toMatch(/^"use strict";\n?\(\(\)=>\{.*\}\)\(\);\s*$/s)
    }
  })

  test("has no script and no style inside its pages' HTML", () => {
    expect(read("popup.html")).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=/)
  })

  test("has been told which KMS it is for, or that it is the local one", () => {
    expect(background()).not.toContain("PLASMO_PUBLIC")
    expect(background()).not.toContain("process.env.")
  })

  test("starts: the background listens before its first turn is over", () => {
    const heard: string[] = []
    runInNewContext(background(), workerGlobals(heard))
    expect(heard).toEqual(
      expect.arrayContaining(["runtime.onConnect", "runtime.onMessage", "windows.onRemoved"]),
    )
  })
})

type Complaint = { code: string; file: string; message: string }

/** React's own setter for markup that is given as text, which nothing of ours uses: see the next test. */
function isExplained({ code, file, message }: Complaint): boolean {
  return (
    code === "UNSAFE_VAR_ASSIGNMENT" &&
    message === "Unsafe assignment to innerHTML" &&
    /^popup\.[0-9a-f]+\.js$/.test(file)
  )
}

test(
  "Mozilla's linter finds no error in it, and no warning that is not explained",
  async () => {
    const directory = await buildExtension("firefox-mv3")
    const { stdout } = await run(bin("addons-linter"), [directory, "--output", "json"])
    const { errors, warnings, notices } = JSON.parse(stdout) as Record<string, Complaint[]>
    expect(warnings).not.toHaveLength(0)
    expect({ errors, notices, warnings: warnings?.filter((one) => !isExplained(one)) }).toEqual({
      errors: [],
      notices: [],
      warnings: [],
    })
  },
  BUILD_MS,
)

test("nothing of ours makes markup out of text", () => {
  const markup = /dangerouslySetInnerHTML|\.(?:inner|outer)HTML|insertAdjacentHTML|document\.write/
  expect(filesUnder("src").filter((file) => markup.test(readFileSync(file, "utf8")))).toEqual([])
})

test(
  "the popup's script is within its budget, gzipped",
  async () => {
    await buildExtension("chrome-mv3")
    const { stdout } = await run(bin("size-limit"), ["--json"]).catch((failed: { stdout: string }) => failed)
    for (const { name, size, sizeLimit, passed } of JSON.parse(stdout)) {
      expect(passed, `${name} has ${size} of ${sizeLimit} bytes`).toBe(true)
    }
  },
  BUILD_MS,
)

function bundleNamed(directory: string, name: string): string {
  return readdirSync(directory).find((file) => new RegExp(`^${name}\\..*\\.js$`).test(file)) ?? `no ${name}`
}

/** As much of a worker's world as loading needs. The browser's interface only notes who listens to what. */
function workerGlobals(heard: string[]) {
  const world: Record<string, unknown> = { chrome: extensionApi("", heard), ...fakeIndexedDb }
  for (const name of WORKER_NAMES) world[name] = globalThis[name]
  world.browser = world.chrome
  world.navigator = {}
  return world
}

function extensionApi(path: string, heard: string[]): unknown {
  const never = () =>
    path === "runtime.getURL" ? "chrome-extension://countersign/" : new Promise(() => undefined)
  return new Proxy(never, {
    get: (_, name) => {
      if (name === "id") return "countersign"
      if (name === "addListener") return () => heard.push(path)
      if (typeof name !== "string" || name === "then" || name === "__esModule") return undefined
      return extensionApi(path === "" ? name : `${path}.${name}`, heard)
    },
  })
}
