/**
 * The processes that a program starts: each in a group of its own, all of them ended when the program ends,
 * however it ends. Knows no program by name.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process"
import { constants } from "node:os"
import { descendantsOf, endProcess, isAlive } from "./process-tree"

const GRACE_MS = 8_000
const children = new Set<ChildProcess>()
const farewells: (() => Promise<void>)[] = []
let watching = false
let ending = false

export function startChild(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  watchForTheEnd()
  const child = spawn(command, args, { ...options, detached: process.platform !== "win32" })
  children.add(child)
  child.once("exit", () => children.delete(child))
  return child
}

/**
 * Runs to its end with this program's own output; resolves with its exit code (128 + n after signal n). Once this
 * program is ending itself, what became of the child says nothing, and nothing more is said.
 */
export function runChild(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = startChild(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      if (!ending) resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** Runs to its end without a word; what it said is for the case that it failed. */
export function runQuietly(
  command: string,
  args: readonly string[],
): Promise<{ code: number; said: string }> {
  const child = startChild(command, args, { stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (said += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve({ code: code ?? 1, said }))
  })
}

/**
 * Ends a child and all that it started. Its own group is asked; what it keeps in other groups (a database, a
 * browser) it ends itself, in order. Whatever is left of its family after a while is killed.
 */
export async function stopChild(child: ChildProcess): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  const family = [pid, ...descendantsOf(pid)]
  endProcess(-pid, "SIGTERM")
  const deadline = Date.now() + GRACE_MS
  while (family.some(isAlive) && Date.now() < deadline) await new Promise((wake) => setTimeout(wake, 50))
  for (const member of family) endProcess(member, "SIGKILL")
  children.delete(child)
}

/** Something to do before the end that is not a process, such as removing a directory. */
export function beforeTheEnd(farewell: () => Promise<void>): void {
  watchForTheEnd()
  farewells.push(farewell)
}

export async function endAll(): Promise<void> {
  await Promise.all([...children].map(stopChild))
  for (const farewell of farewells.splice(0)) await farewell()
}

/** Whether a signal has already begun the end; what fails then, fails because of it. */
export function isEnding(): boolean {
  return ending
}

function watchForTheEnd(): void {
  if (watching) return
  watching = true
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => endBy(signal))
  process.once("exit", killWhatIsLeft)
}

function endBy(signal: "SIGINT" | "SIGTERM" | "SIGHUP"): void {
  if (ending) return
  ending = true
  void endAll().finally(() => process.exit(128 + constants.signals[signal]))
}

function killWhatIsLeft(): void {
  for (const { pid } of children) {
    if (pid === undefined) continue
    for (const member of [pid, ...descendantsOf(pid)]) endProcess(member, "SIGKILL")
  }
}
