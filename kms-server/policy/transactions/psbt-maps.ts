/** The frame of a PSBT (BIP-174): how many maps it has, to its last byte. What is in them is not asked. */
import { unreadable } from "./unreadable"

const MAGIC = Buffer.from("70736274ff", "hex")

export function countPsbtMaps(psbt: Uint8Array): number {
  const bytes = Buffer.from(psbt.buffer, psbt.byteOffset, psbt.byteLength)
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw unframed()
  let maps = 0
  for (let at = MAGIC.length; at < bytes.length; maps++) at = skipMap(bytes, at)
  return maps
}

/** Where a map ends; a key that stands in it twice could be read in two ways. */
function skipMap(bytes: Buffer, start: number): number {
  const keys = new Set<string>()
  for (let at = start; ; ) {
    const [keyAt, keyLength] = readSize(bytes, at)
    if (keyLength === 0) return keyAt
    const [valueAt, valueLength] = readSize(bytes, keyAt + keyLength)
    const key = bytes.toString("latin1", keyAt, keyAt + keyLength)
    if (keys.has(key)) throw unframed()
    keys.add(key)
    at = valueAt + valueLength
  }
}

/** Bitcoin's compact size, in its shortest form, and the place behind it. */
function readSize(bytes: Buffer, at: number): [end: number, size: number] {
  const first = bytes[at]
  if (first === undefined || first > 0xfe) throw unframed()
  if (first < 0xfd) return [at + 1, first]
  const width = first === 0xfd ? 2 : 4
  if (at + 1 + width > bytes.length) throw unframed()
  const size = bytes.readUIntLE(at + 1, width)
  if (size <= (width === 2 ? 0xfc : 0xffff)) throw unframed()
  return [at + 1 + width, size]
}

function unframed() {
  return unreadable("it is not a PSBT whose parts fit together")
}
