/** Text from bytes, or none. It puts no other character in the place of one that is not there. */

const HEX_DIGEST = /^\s*(0[xX])?[0-9a-fA-F]{64}\s*$/

/** The text that these bytes are in UTF-8, or null. A byte order mark stays what it is. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Whether it could be the hash of something else: any 32 bytes, since text can be searched for, and hex of so many. */
export function isDigest(bytes: Uint8Array, text: string | null): boolean {
  return bytes.length === 32 || (bytes.length < 256 && text !== null && HEX_DIGEST.test(text))
}
