/**
 * Serves a role on a unix socket that only this user can reach. Whoever connects says the secret of the link first,
 * in time, or is cut off; nothing of what he sent is kept or run before that.
 */
import { timingSafeEqual } from "node:crypto"
import { createServer, type Server, type Socket } from "node:net"
import { type Answerer, openAnswerer } from "./calls"
import { FRAME_LIMIT_BYTES, openWire, type Wire } from "./frames"
import type { Link, Role, ServedRole } from "./role"

const INTRODUCTION_MS = 2000
const STRANGER_LIMIT_BYTES = 128
const MAX_CONNECTIONS = 256

type Connection = { socket: Socket; answerer: Answerer; wire: Wire }

export async function serveRole(link: Link, role: Role): Promise<ServedRole> {
  const secret = Uint8Array.from(link.secret)
  const connections = new Set<Connection>()
  const server = createServer((socket) => {
    const connection = introduce(socket, secret, role)
    connections.add(connection)
    socket.once("close", () => connections.delete(connection))
  })
  server.maxConnections = MAX_CONNECTIONS
  await listenPrivately(server, link.path)
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all([...connections].map(finish))
      await closed
    },
  }
}

/** The socket's own mode is 0600, whatever the umask and its folder are. Binding is done before `listen` returns. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    const before = process.umask(0o177)
    server.listen(path, () => resolve())
    process.umask(before)
  })
}

function introduce(socket: Socket, secret: Uint8Array, role: Role): Connection {
  let isKnown = false
  const patience = setTimeout(() => socket.destroy(), INTRODUCTION_MS)
  const answerer = openAnswerer(role, () => wire)
  const wire = openWire(socket, {
    limitBytes: () => (isKnown ? FRAME_LIMIT_BYTES : STRANGER_LIMIT_BYTES),
    drained: answerer.drained,
    hear(message) {
      if (isKnown) {
        answerer.take(message)
        return
      }
      if (!isSecret(message, secret)) throw new TypeError("a stranger")
      clearTimeout(patience)
      isKnown = true
    },
  })
  socket.on("error", () => socket.destroy())
  socket.once("close", () => clearTimeout(patience))
  return { socket, answerer, wire }
}

function isSecret(message: unknown, secret: Uint8Array): boolean {
  return message instanceof Uint8Array && message.length === secret.length && timingSafeEqual(message, secret)
}

async function finish({ socket, answerer, wire }: Connection): Promise<void> {
  await answerer.finish()
  await new Promise<void>((resolve) => {
    if (socket.destroyed) {
      resolve()
      return
    }
    socket.once("close", () => resolve())
    wire.end()
    socket.destroySoon()
  })
}
