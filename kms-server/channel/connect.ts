/**
 * The other end of a link: calls go out over one connection, many at a time. A link that breaks fails what was under
 * way, for the caller to decide, and is opened again for the next call; no call is ever sent twice.
 */
import { createConnection, type Socket } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { fault } from "~protocol"
import { type Asker, openAsker } from "./calls"
import { openWire, type Wire } from "./frames"
import type { Link, RemoteRole, Role } from "./role"

export type Patience = {
  /** How long a connection is tried for: as long as it takes to start a process again. */
  connectMs?: number
  /** How long an answer may take before the link counts as broken. */
  answerMs?: number
}

const RETRY_MS = 20
const WATCH_MS = 250

export function connectRole<R extends Role>(
  link: Link,
  names: readonly (keyof R & string)[],
  patience: Patience = {},
): RemoteRole<R> {
  const { connectMs = 2000, answerMs = 60_000 } = patience
  let line: Line | null = null
  let opening: Promise<Line> | null = null
  let isClosed = false

  function open(): Promise<Line> {
    opening ??= openLine(link, connectMs, answerMs, () => isClosed)
      .then((opened) => {
        line = opened
        return opened
      })
      .finally(() => {
        opening = null
      })
    return opening
  }

  async function call(name: string, argument: unknown): Promise<unknown> {
    const usable = line?.isOpen() ? line : await open()
    return usable.ask(name, argument)
  }

  const role = Object.fromEntries(names.map((name) => [name, (argument?: unknown) => call(name, argument)]))
  return {
    role: role as unknown as R,
    async close() {
      isClosed = true
      line?.close()
    },
  }
}

type Line = Pick<Asker, "ask"> & { isOpen(): boolean; close(): void }

async function openLine(
  link: Link,
  connectMs: number,
  answerMs: number,
  isClosed: () => boolean,
): Promise<Line> {
  const deadline = performance.now() + connectMs
  for (;;) {
    if (isClosed()) throw fault("UNAVAILABLE")
    const socket = await connected(link.path, deadline - performance.now())
    if (socket !== null) return openOn(socket, link.secret, answerMs)
    if (performance.now() + RETRY_MS >= deadline) throw fault("UNAVAILABLE")
    await wait(RETRY_MS)
  }
}

function connected(path: string, patienceMs: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    const timer = setTimeout(() => settle(null), patienceMs)
    const settle = (outcome: Socket | null): void => {
      clearTimeout(timer)
      if (outcome === null) socket.destroy()
      resolve(outcome)
    }
    socket.once("connect", () => settle(socket))
    socket.on("error", () => settle(null))
  })
}

function openOn(socket: Socket, secret: Uint8Array, answerMs: number): Line {
  const asker = openAsker(() => wire)
  const wire: Wire = openWire(socket, { hear: asker.take })
  wire.send(Uint8Array.from(secret))
  const watch = setInterval(() => {
    const since = asker.oldest()
    if (since !== null && performance.now() - since > answerMs) socket.destroy()
  }, WATCH_MS).unref()
  const part = (): void => {
    clearInterval(watch)
    socket.destroy()
    asker.abandon()
  }
  socket.on("error", part)
  socket.once("end", part)
  socket.once("close", part)
  return {
    async ask(name, argument) {
      if (socket.destroyed) throw fault("UNAVAILABLE")
      return asker.ask(name, argument)
    },
    isOpen: () => !socket.destroyed,
    close: part,
  }
}
