/**
 * A disk that is really full, for a KMS with a PostgreSQL of its own: a small file system that only it sees, mounted
 * over its data directory. Linux lets root do that, and most of its kernels whoever makes a namespace of users. Where
 * nobody may, the database's files are taken away instead, and `means` says so.
 */
import { spawnSync } from "node:child_process"
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs"
import { join } from "node:path"

export type SmallDisk = {
  means: "a file system without room" | "files out of reach"
  /** The command that runs this one on the small disk; it becomes it, so that the process is the same. */
  wrap(command: readonly string[], directory: string): readonly string[]
  /** Takes all the room there is, but for so many bytes. */
  fill(directory: string, pid: number, leftBytes?: number): void
  free(directory: string, pid: number): void
}

const SIZE_BYTES = 192 * 1024 * 1024
const MOUNT = `mount -t tmpfs -o size=${SIZE_BYTES},mode=711 tmpfs "$1"`
const BLOCK = new Uint8Array(64 * 1024)

export function findSmallDisk(): SmallDisk {
  const isRoot = process.getuid?.() === 0
  const wrap = isRoot ? wrapAsRoot : wrapAsAnybody
  const [command = "", ...args] = wrap(["true"], "/mnt")
  const canMount = process.platform === "linux" && spawnSync(command, args).status === 0
  return canMount ? mounted(wrap) : outOfReach
}

function wrapAsRoot(command: readonly string[], directory: string): readonly string[] {
  return ["unshare", "--mount", "sh", "-c", `${MOUNT} && shift && exec "$@"`, "sh", directory, ...command]
}

/** Root of a namespace to mount, and again oneself inside: PostgreSQL does not run as root. */
function wrapAsAnybody(command: readonly string[], directory: string): readonly string[] {
  const [user, group] = [`--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`]
  const inside = `${MOUNT} && shift && exec unshare --user ${user} ${group} "$@"`
  const outside = ["unshare", "--user", "--map-root-user", "--mount"]
  return [...outside, "sh", "-c", inside, "sh", directory, ...command]
}

function mounted(wrap: SmallDisk["wrap"]): SmallDisk {
  const fillerIn = (directory: string, pid: number) => join(seenBy(pid, directory), "filler")
  return {
    means: "a file system without room",
    wrap,
    fill(directory, pid, leftBytes = 0) {
      const file = openSync(fillerIn(directory, pid), "a")
      const room = () => {
        const { bavail, bsize } = statfsSync(seenBy(pid, directory))
        return bavail * bsize
      }
      while (room() > leftBytes)
        writeSync(file, BLOCK.subarray(0, Math.min(room() - leftBytes, BLOCK.length)))
      closeSync(file)
    },
    free: (directory, pid) => rmSync(fillerIn(directory, pid)),
  }
}

/** The directory as that process sees it. */
export function seenBy(pid: number, directory: string): string {
  const path = `/proc/${pid}/root${directory}`
  return existsSync(path) ? path : directory
}

/** What any platform allows. */
export const outOfReach = {
  means: "files out of reach" as const,
  wrap: (command: readonly string[]) => command,
  fill(directory: string) {
    const data = join(directory, "postgres", "data")
    process.kill(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL")
    renameSync(data, `${data}.away`)
  },
  free(directory: string) {
    const data = join(directory, "postgres", "data")
    renameSync(`${data}.away`, data)
  },
} satisfies SmallDisk
