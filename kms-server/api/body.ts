/**
 * Reads the body of a request as bytes, up to a limit that holds whether or not a length was announced, and up to a
 * sum over all that are being read and answered: many large bodies at once are refused, and not held in memory.
 */
import { fault } from "~protocol"

export const BODY_LIMIT_BYTES = 1024 * 1024

/** Up to here a body is not counted: so much of each connection is always affordable. */
const SMALL_BYTES = 64 * 1024
/** What larger bodies may hold at once, all together. */
const BUDGET_BYTES = 128 * 1024 * 1024

export type Bodies = {
  /** Reads, hands on, and counts the bytes until what they were handed to has ended. */
  take<T>(request: Request, use: (body: Uint8Array) => Promise<T>): Promise<T>
}

export function openBodies(budgetBytes = BUDGET_BYTES): Bodies {
  let held = 0

  async function readCounted(request: Request, count: (bytes: number) => void): Promise<Uint8Array> {
    const chunks: Uint8Array[] = []
    let length = 0
    try {
      for await (const chunk of request.body ?? []) {
        count(chunk.length)
        length += chunk.length
        if (length > BODY_LIMIT_BYTES || held > budgetBytes) break
        chunks.push(chunk)
      }
    } catch {
      throw cutShort()
    }
    if (length > BODY_LIMIT_BYTES) throw tooLarge()
    if (held > budgetBytes) throw fault("UNAVAILABLE")
    return Buffer.concat(chunks)
  }

  return {
    async take(request, use) {
      const announced = announcedLength(request.headers)
      if (announced !== null && announced > BODY_LIMIT_BYTES) throw tooLarge()
      if (announced !== null && announced <= SMALL_BYTES) return use(await readWhole(request))
      let counted = 0
      try {
        const body = await readCounted(request, (bytes) => {
          counted += bytes
          held += bytes
        })
        return await use(body)
      } finally {
        held -= counted
      }
    },
  }
}

/** Null where the sender announced none, or frames its body in chunks. */
function announcedLength(headers: Headers): number | null {
  const text = headers.get("content-length")
  if (text === null || headers.get("transfer-encoding") !== null) return null
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : null
}

/** The server's HTTP parser ends a body at the length it announced: this is the fast way, and it is bounded. */
async function readWhole(request: Request): Promise<Uint8Array> {
  try {
    const body = new Uint8Array(await request.arrayBuffer())
    if (body.length <= BODY_LIMIT_BYTES) return body
  } catch {
    throw cutShort()
  }
  throw tooLarge()
}

const tooLarge = () => fault("BODY_TOO_LARGE", { limitBytes: BODY_LIMIT_BYTES })
const cutShort = () => fault("BODY_MALFORMED", { where: "it ended early" })
