/**
 * Lists that come with the extension as files of their own, so that a worker that wakes need not read them: made from the
 * packages that publish them, as small as they can be and still be read by anybody.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** Path in the extension → its text. */
const lists: Readonly<Record<string, () => string>> = { "lists/phishing.json": phishingList }

export function writeLists(directory: string): void {
  for (const [path, make] of Object.entries(lists)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, make())
  }
}

/** What its own detector reads, and nothing else; sorted, so that it packs well. */
export function phishingList(): string {
  const from = createRequire(import.meta.url).resolve("eth-phishing-detect/src/config.json")
  const { version, tolerance, fuzzylist, whitelist, blacklist } = JSON.parse(readFileSync(from, "utf8"))
  const sorted = (domains: string[]) => [...domains].sort()
  return JSON.stringify({
    ...{ version, tolerance, fuzzylist },
    whitelist: sorted(whitelist),
    blacklist: sorted(blacklist),
  })
}
