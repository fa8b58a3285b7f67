/**
 * Signed notes of C2SP (signed-note): a text, an empty line, and lines of signatures. Of those only the ones that a
 * known key made count; others may be there, and one by that key that does not verify spoils the note.
 */
import { ed25519 } from "@noble/curves/ed25519.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import { base64 } from "@scure/base"
import { refuse } from "./refuse"

/** `<name>+<hash>+<base64 of 0x01 and the key>`. */
export type VerifierKey = { name: string; hash: string; publicKey: Uint8Array }

const ED25519 = 0x01
const MAX_SIGNATURES = 16
const MAX_NOTE_LENGTH = 4096
/** An em dash, the name without space or plus, and base64 of four bytes of hash and 64 of signature. */
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u

export function parseVerifierKey(text: string): VerifierKey {
  const [, name = "", hash = "", encoded = ""] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const key = decoded(encoded)
  const own = bytesToHex(sha256(concatBytes(utf8ToBytes(`${name}\n`), key)).subarray(0, 4))
  if (key.length !== 33 || key[0] !== ED25519 || own !== hash)
    return refuse("its verifier key cannot be read")
  return { name, hash, publicKey: key.subarray(1) }
}

/** The text that this key signed, with the line break at its end. Throws LOG_REFUSED. */
export function verifyNote(note: string, key: VerifierKey): string {
  if (note.length > MAX_NOTE_LENGTH) return refuse("its checkpoint is too long")
  const end = note.lastIndexOf("\n\n") + 1
  const text = note.slice(0, end)
  const lines = note.slice(end + 1).split("\n")
  if (end === 0 || lines.pop() !== "" || lines.length === 0 || lines.length > MAX_SIGNATURES) {
    return refuse("its checkpoint is not a signed note")
  }
  const own = lines.map(parseLine).filter(({ name, hash }) => name === key.name && hash === key.hash)
  if (own.length === 0) return refuse("its checkpoint is signed by another key")
  const signed = utf8ToBytes(text)
  if (!own.every(({ signature }) => isSigned(signed, signature, key))) {
    return refuse("its checkpoint has a signature that does not verify")
  }
  return text
}

function parseLine(line: string): { name: string; hash: string; signature: Uint8Array } {
  const [, name = "", encoded = ""] = SIGNATURE_LINE.exec(line) ?? []
  const bytes = decoded(encoded)
  if (bytes.length < 5) return refuse("its checkpoint has a line that is no signature")
  return { name, hash: bytesToHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
}

function isSigned(text: Uint8Array, signature: Uint8Array, { publicKey }: VerifierKey): boolean {
  try {
    return ed25519.verify(signature, text, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** Empty where it is no base64. */
function decoded(text: string): Uint8Array {
  try {
    return base64.decode(text)
  } catch {
    return new Uint8Array()
  }
}
