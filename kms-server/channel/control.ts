/**
 * The line between the launcher and a program that it started: descriptor 3 of the program. It carries the secrets
 * of the program's start, so every frame is overwritten once sent. When it closes, the program ends: no part of the
 * KMS outlives its launcher.
 */
import { Socket } from "node:net"
import { fault } from "~protocol"
import { openAnswerer, openAsker } from "./calls"
import { openWire, type Wire } from "./frames"
import { logEnd } from "./inside"
import type { Role } from "./role"

const CONTROL_DESCRIPTOR = 3

/** The functions that every program has. `stop` drains it. */
export type ProgramRole = Role & { stop(): Promise<void> }

export type Control<R extends ProgramRole> = { role: R; close(): void }

/** The launcher's end. */
export function openControl<R extends ProgramRole>(
  socket: Socket,
  names: readonly (keyof R & string)[],
): Control<R> {
  const asker = openAsker(() => wire)
  const wire: Wire = openWire(socket, { hear: asker.take, wipes: true })
  socket.on("error", () => socket.destroy())
  socket.once("end", () => socket.destroy())
  socket.once("close", asker.abandon)
  const ask = async (name: string, argument: unknown): Promise<unknown> => {
    if (socket.destroyed) throw fault("UNAVAILABLE")
    return asker.ask(name, argument)
  }
  const role = Object.fromEntries(names.map((name) => [name, (argument?: unknown) => ask(name, argument)]))
  return { role: role as unknown as R, close: () => socket.destroy() }
}

/** The program's end: lives as long as its launcher, and ends by itself once it was stopped. */
export function runProgram(role: ProgramRole): void {
  const socket = new Socket({ fd: CONTROL_DESCRIPTOR, readable: true, writable: true })
  const stopping: ProgramRole = {
    ...role,
    async stop() {
      await role.stop()
      setImmediate(() => setImmediate(() => wire.end()))
    },
  }
  const answerer = openAnswerer(stopping, () => wire)
  const wire: Wire = openWire(socket, { hear: answerer.take, drained: answerer.drained, wipes: true })
  socket.on("error", () => process.exit(1))
  socket.once("end", () => process.exit(0))
  socket.once("close", () => process.exit(0))
  for (const event of ["uncaughtException", "unhandledRejection"] as const) process.on(event, leave)
  // A terminal's Ctrl-C reaches the whole group; the launcher decides when each part stops.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined)
}

function leave(thrown: unknown): never {
  logEnd(thrown)
  process.exit(1)
}
