/** The files under a path, sorted, so that two runs agree. */
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

export function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((entry) => entry !== "node_modules")
    .sort()
    .flatMap((entry) => filesUnder(join(path, entry)))
}
