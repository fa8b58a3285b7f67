/**
 * How a program is started with as little as the machine can take away from it. Node's own permissions close files,
 * child processes and add-ons; bubblewrap, where it is there and can make its namespaces, closes the network and hides
 * every file but Node's own and the folder of the program's sockets.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"

export type Isolation = "namespaces" | "permissions"

export type Command = { command: string; args: string[]; isolation: Isolation }

const PROBE_MS = 10_000

/** What the dynamic loader of this Node may need to see. */
const LIBRARIES = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"]

/** Text never becomes code where keys are. */
const NO_EVAL = ["--disallow-code-generation-from-strings"]

/** The program comes on standard input, so that what runs is what was measured, with no file in between. */
function nodeArgs(reads: readonly string[], more: readonly string[] = []): string[] {
  const { allowedNodeEnvironmentFlags: known } = process
  const permission = known.has("--permission") ? "--permission" : "--experimental-permission"
  return [
    permission,
    ...(known.has("--allow-net") ? ["--allow-net"] : []),
    ...reads.map((path) => `--allow-fs-read=${path}`),
    ...more,
    "--no-warnings",
    "--input-type=module",
    "-",
  ]
}

/** For a program that must reach the network; it may read these files and no others. */
export function openCommand(reads: readonly string[] = []): Command {
  return { command: process.execPath, args: nodeArgs(reads), isolation: "permissions" }
}

/** For a program that talks over the sockets in one folder, and over nothing else. */
export function closedCommand(socketFolder: string): Command {
  const node = nodeArgs([], NO_EVAL)
  if (!canWrap()) return { command: process.execPath, args: node, isolation: "permissions" }
  const args = [...wrapArgs(), "--bind", socketFolder, socketFolder, process.execPath, ...node]
  return { command: "bwrap", args, isolation: "namespaces" }
}

function wrapArgs(): string[] {
  const seen = [process.execPath, ...LIBRARIES].filter((path) => existsSync(path))
  return [
    ...["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"],
    ...["--chdir", "/", "--unsetenv", "PATH"],
    ...seen.flatMap((path) => ["--ro-bind", path, path]),
  ]
}

let wraps: boolean | null = null

/** Tried once: it may be missing, or the kernel may refuse to make a namespace. */
function canWrap(): boolean {
  wraps ??=
    process.platform === "linux" &&
    spawnSync("bwrap", [...wrapArgs(), process.execPath, "-e", "0"], { env: systemPath(), timeout: PROBE_MS })
      .status === 0
  return wraps
}

function systemPath(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? "/usr/bin:/bin" }
}
