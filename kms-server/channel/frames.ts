/**
 * Frames on a socket: a length of four bytes, then CBOR. What is sent in one turn of the event loop goes out in one
 * write. A frame that is too long or is not strict CBOR ends the connection: whoever sends one is not to be talked to.
 */
import type { Socket } from "node:net"
import { decode, encode } from "cborg"

export const FRAME_LIMIT_BYTES = 16 * 1024 * 1024

const HEADER_BYTES = 4
const DECODING = {
  strict: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowBigInt: false,
} as const
const ENCODING = { ignoreUndefinedProperties: true } as const

export type Wire = {
  /** Throws where the message cannot be written as CBOR or is longer than a frame may be. */
  send(message: unknown): void
  /** Reads no more until `listen` is called again: the other end is made to wait. */
  pause(): void
  resume(): void
  /** Bytes that the other end has not taken yet. */
  waiting(): number
  /** Sends what is waiting, then closes. */
  end(): void
}

export type WireOptions = {
  hear: (message: unknown) => void
  /** The limit for the next frame, so that a stranger cannot make us keep much. */
  limitBytes?: () => number
  /** Called whenever what was waiting has gone. */
  drained?: () => void
  /** Overwrites each frame once it is sent: for the few that carry secrets. */
  wipes?: boolean
}

export function openWire(socket: Socket, options: WireOptions): Wire {
  const { hear, limitBytes = () => FRAME_LIMIT_BYTES, wipes = false } = options
  let queued: Uint8Array[] = []
  let isFlushing = false

  function flush(): void {
    isFlushing = false
    const joined = join(queued)
    if (wipes) for (const payload of queued) payload.fill(0)
    queued = []
    if (socket.destroyed) return
    if (wipes) socket.write(joined, () => joined.fill(0))
    else socket.write(joined)
  }

  socket.on(
    "data",
    openReader(limitBytes, hear, () => socket.destroy()),
  )
  if (options.drained) socket.on("drain", options.drained)

  return {
    send(message) {
      const payload = encode(message, ENCODING)
      if (payload.length > FRAME_LIMIT_BYTES) throw new RangeError("a message is longer than a frame may be")
      queued.push(payload)
      if (isFlushing) return
      isFlushing = true
      setImmediate(flush)
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    waiting: () => socket.writableLength,
    end() {
      if (queued.length > 0) flush()
      socket.end()
    },
  }
}

/** Not a Buffer: out of a plain array the decoder copies byte strings, so that none of them holds on to a chunk. */
function viewOf(bytes: Buffer, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from)
}

function join(payloads: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const payload of payloads) length += HEADER_BYTES + payload.length
  const joined = Buffer.allocUnsafe(length)
  let at = 0
  for (const payload of payloads) {
    at = joined.writeUInt32BE(payload.length, at)
    joined.set(payload, at)
    at += payload.length
  }
  return joined
}

/** Cuts what arrives into frames. Pieces of a long frame are joined once, when the last has come. */
function openReader(limitBytes: () => number, hear: (message: unknown) => void, refuse: () => void) {
  let pieces: Buffer[] = []
  let held = 0
  let needed = HEADER_BYTES
  let isRefused = false

  function takeFrames(bytes: Buffer): Buffer {
    let at = 0
    for (;;) {
      if (isRefused) return Buffer.alloc(0)
      needed = HEADER_BYTES
      if (bytes.length - at < needed) break
      const length = bytes.readUInt32BE(at)
      if (length > limitBytes()) throw new RangeError("a frame is too long")
      needed += length
      if (bytes.length - at < needed) break
      hear(decode(viewOf(bytes, at + HEADER_BYTES, at + needed), DECODING))
      at += needed
    }
    return bytes.subarray(at)
  }

  return (chunk: Buffer): void => {
    if (isRefused) return
    pieces.push(chunk)
    held += chunk.length
    if (held < needed) return
    try {
      const rest = takeFrames(pieces.length === 1 ? chunk : Buffer.concat(pieces))
      pieces = rest.length > 0 ? [rest] : []
      held = rest.length
    } catch {
      isRefused = true
      pieces = []
      refuse()
    }
  }
}
