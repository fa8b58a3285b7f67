/**
 * The migrations, in order, read from the folder beside this file. A bundle has no such folder: there the build
 * puts the same list in the place of this file.
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** `at` orders them and names them in the database. */
export type Migration = { tag: string; at: number; text: string }

type Journal = { entries: { tag: string; when: number }[] }

export function readMigrations(): readonly Migration[] {
  const folder = fileURLToPath(new URL("./migrations", import.meta.url))
  const journal: Journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8"))
  return journal.entries.map(({ tag, when }) => ({
    tag,
    at: when,
    text: readFileSync(`${folder}/${tag}.sql`, "utf8"),
  }))
}
