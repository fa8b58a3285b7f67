/**
 * One KMS at a time on a data directory: a file that names the process, made before anything else is touched. One that
 * was left behind by a process that is gone is taken over.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** Gives what lets it go again. */
export function lockDirectory(dataDirectory: string): () => void {
  mkdirSync(dataDirectory, { recursive: true })
  const file = join(dataDirectory, "serve.lock")
  if (!claim(file) && !(isLeftBehind(file) && claim(file))) {
    throw new Error(`A KMS is already running on ${dataDirectory}.`)
  }
  return () => rmSync(file, { force: true })
}

function claim(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: "wx", mode: 0o600 })
    return true
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST") return false
    throw thrown
  }
}

/** Removes it where the process that it names is gone, or is this one. */
function isLeftBehind(file: string): boolean {
  const pid = Number(readFileSync(file, "utf8"))
  if (pid > 0 && pid !== process.pid && isAlive(pid)) return false
  rmSync(file, { force: true })
  return true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM"
  }
}
