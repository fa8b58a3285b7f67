/**
 * Which processes descend from which. Browsers and databases leave their parent's process group, so that ending
 * the group would leave them behind; they do not leave the tree. Reads /proc where there is one (small machines
 * have no `ps`).
 */
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

type Kinship = { pid: number; parent: number }

export function descendantsOf(ancestor: number): number[] {
  const children = new Map<number, number[]>()
  for (const { pid, parent } of allProcesses()) children.set(parent, [...(children.get(parent) ?? []), pid])
  const found: number[] = []
  const open = [ancestor]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const own = children.get(next) ?? []
    found.push(...own)
    open.push(...own)
  }
  return found
}

/** A negative number means the group of that process, as in kill(2). */
export function endProcess(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(Math.abs(pid)), "/t", "/f"])
    return
  }
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

function isZombie(pid: number): boolean {
  return process.platform === "linux" && statOf(pid)?.state === "Z"
}

function allProcesses(): Kinship[] {
  if (process.platform === "linux") return fromProc()
  if (process.platform === "win32") return []
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
  return (stdout ?? "")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (pid === undefined || parent === undefined ? [] : [{ pid, parent }]))
}

function fromProc(): Kinship[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const pid = Number(entry)
      const stat = statOf(pid)
      return stat === null ? [] : [{ pid, parent: stat.parent }]
    })
}

/** The command in /proc/PID/stat is in parentheses and may hold anything, parentheses included. */
function statOf(pid: number): { state: string; parent: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8")
    const [state = "", parent = "0"] = text.slice(text.lastIndexOf(")") + 2).split(" ")
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}
