/** Reads the body of a request as bytes, up to a limit that holds whether or not a length was announced. */
import { fault } from "~protocol"

export const BODY_LIMIT_BYTES = 1024 * 1024

export async function readBody(request: Request): Promise<Uint8Array> {
  const tooLarge = fault("BODY_TOO_LARGE", { limitBytes: BODY_LIMIT_BYTES })
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT_BYTES) throw tooLarge
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.length
      if (length > BODY_LIMIT_BYTES) throw tooLarge
      chunks.push(chunk)
    }
  } catch (thrown) {
    throw thrown === tooLarge ? tooLarge : fault("BODY_MALFORMED", { where: "it ended early" })
  }
  return Buffer.concat(chunks)
}
