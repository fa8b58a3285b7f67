/** Solana's envelope for text off the chain, versions 0 and 1. It begins with a byte that no transaction begins with. */
import { openReader, type Reader } from "./reader"
import { textOf } from "./text"
import { attempt, unreadable } from "./unreadable"

const DOMAIN = Buffer.concat([Uint8Array.of(0xff), Buffer.from("solana offchain", "ascii")])
const KEY_BYTES = 32
const MAX_BYTES = 65_535

/** The text inside, or null where it is not such an envelope to its last byte. */
export function readOffchainText(bytes: Uint8Array): string | null {
  if (Buffer.compare(bytes.subarray(0, DOMAIN.length), DOMAIN) !== 0) return null
  if (bytes.length > MAX_BYTES) return null
  return attempt(() => {
    const reader = openReader(bytes.subarray(DOMAIN.length))
    const version = reader.byte()
    if (version > 1) throw unreadable("its version is unknown")
    const content = version === 0 ? readVersion0(reader) : readVersion1(reader)
    reader.end()
    const text = textOf(content)
    if (text === null) throw unreadable("it holds no text")
    return text
  })
}

/** An application, a format, who signs, and a length of two bytes before the text. */
function readVersion0(reader: Reader): Uint8Array {
  reader.bytes(KEY_BYTES)
  const format = reader.byte()
  if (format > 2) throw unreadable("its format is unknown")
  readSigners(reader)
  const [low, high] = [reader.byte(), reader.byte()]
  return reader.bytes(low + high * 256)
}

/** Who signs, and the text to the end. */
function readVersion1(reader: Reader): Uint8Array {
  readSigners(reader)
  return reader.bytes(reader.left())
}

function readSigners(reader: Reader) {
  const count = reader.byte()
  if (count === 0) throw unreadable("nobody is to sign it")
  reader.bytes(count * KEY_BYTES)
}
