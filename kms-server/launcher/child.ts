/** One process of the KMS: started from bytes, told what it needs over its control line, and ended in order. */
import { type ChildProcess, spawn } from "node:child_process"
import type { Socket } from "node:net"
import { type Control, openControl, type ProgramRole } from "../channel"
import type { Command } from "./sandbox"

const STOP_MS = 15_000

export type Child<R extends ProgramRole> = {
  pid: number
  role: R
  /** Resolves once it is gone, with how it went. */
  ended: Promise<string>
  /** Lets it finish what it is at; kills it where that takes too long. */
  stop(): Promise<void>
  kill(): void
}

export function startChild<R extends ProgramRole>(
  { command, args }: Command,
  bytes: Uint8Array,
  names: readonly (keyof R & string)[],
): Child<R> {
  // A group of its own: a terminal's Ctrl-C is the launcher's to pass on, in order.
  const child = spawn(command, args, {
    cwd: "/",
    env: command === process.execPath ? {} : { PATH: process.env.PATH },
    detached: true,
    stdio: ["pipe", "inherit", "inherit", "pipe"],
  })
  const ended = endOf(child)
  const control: Control<R> = openControl<R>(child.stdio[3] as Socket, names)
  child.stdin?.on("error", () => undefined)
  child.stdin?.end(bytes)
  const kill = (): void => void child.kill("SIGKILL")
  return {
    pid: child.pid ?? 0,
    role: control.role,
    ended,
    kill,
    async stop() {
      const timer = setTimeout(kill, STOP_MS)
      await control.role.stop().catch(() => undefined)
      control.close()
      await ended
      clearTimeout(timer)
    },
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (failure) => resolve(`could not be started (${failure.name})`))
    child.once("exit", (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with ${code}`))
  })
}
