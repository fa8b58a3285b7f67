/**
 * What a process says that may be at its end: written before anything else can happen, where the usual log would still
 * hold it. Of errors that nobody meant it is what they are called and where they were thrown, and never their message,
 * which may quote what they choked on.
 */
import { writeSync } from "node:fs"
import { Fault } from "~protocol"

const STDERR = 2
/** As pino numbers them. */
const LEVELS = { error: 50, fatal: 60 } as const
const FRAMES = 8

export function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  if (thrown instanceof Fault && thrown.cause !== undefined) return nameOf(thrown.cause)
  return "code" in thrown ? `${thrown.name} ${String(thrown.code)}` : thrown.name
}

export function logInside(thrown: unknown): void {
  write("error", { msg: `something went wrong inside: ${nameOf(thrown)}`, at: framesOf(thrown) })
}

export function logEnd(thrown: unknown): void {
  write("fatal", { msg: `ended by ${nameOf(thrown)}`, at: framesOf(thrown) })
}

/** Why a process cannot begin, in a sentence for its operator. */
export function logFatal(sentence: string): void {
  write("fatal", { msg: sentence })
}

function write(level: keyof typeof LEVELS, more: { msg: string; at?: string[] }): void {
  const entry = { level: LEVELS[level], time: Date.now(), pid: process.pid, ...more }
  try {
    writeSync(STDERR, `${JSON.stringify(entry)}\n`)
  } catch {
    // Nobody reads, or nothing can be written: there is no other place for it.
  }
}

function framesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return []
  const { stack = "", message } =
    thrown instanceof Fault && thrown.cause instanceof Error ? thrown.cause : thrown
  // The frames stand behind the message.
  const lines = stack.slice(stack.indexOf(message) + message.length).split("\n")
  return lines
    .map((line) => line.trim())
    .filter((line) => /^at \S/.test(line))
    .slice(0, FRAMES)
}
