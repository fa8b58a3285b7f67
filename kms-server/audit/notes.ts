/**
 * Reads C2SP signed notes (tlog-checkpoint) and checks their Ed25519 signature against a verifier key. Signs
 * nothing, and takes no other spelling of a note than the one that was signed.
 */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto"

export type Note = {
  origin: string
  size: number
  rootHash: Uint8Array
  signed: string
  signatures: NoteSignature[]
}
export type NoteSignature = { name: string; keyHash: string; signature: Uint8Array }
export type VerifierKey = { name: string; keyHash: string; key: KeyObject }

const NOTE = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:— [^ +\n]+ [A-Za-z0-9+/=]+\n)+)$/
const ED25519 = 0x01
const KEY_HASH_BYTES = 4

/** A checkpoint without extension lines, or null where it is none. */
export function readCheckpoint(text: string): Note | null {
  const [, origin, size, root, lines] = NOTE.exec(text) ?? []
  if (origin === undefined || size === undefined || root === undefined || lines === undefined) return null
  const rootHash = Buffer.from(root, "base64")
  if (!Number.isSafeInteger(Number(size)) || rootHash.toString("base64") !== root) return null
  const signatures = lines.split("\n").slice(0, -1).map(signatureOf)
  if (signatures.includes(null)) return null
  const signed = text.slice(0, text.indexOf("\n\n") + 1)
  return {
    origin,
    size: Number(size),
    rootHash,
    signed,
    signatures: signatures.filter((one) => one !== null),
  }
}

function signatureOf(line: string): NoteSignature | null {
  const [, name = "", encoded = ""] = line.split(" ")
  const bytes = Buffer.from(encoded, "base64")
  if (bytes.toString("base64") !== encoded) return null
  const keyHash = bytes.subarray(0, KEY_HASH_BYTES).toString("hex")
  return { name, keyHash, signature: bytes.subarray(KEY_HASH_BYTES) }
}

/** `<name>+<first 4 bytes of SHA-256(name, newline, 1, key), in hex>+<base64 of 1 and the key>`; throws on any other. */
export function readVerifierKey(text: string): VerifierKey {
  const [, name = "", keyHash = "", encoded = ""] =
    /^([^ +\n]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  const bytes = Buffer.from(encoded, "base64")
  const expected = createHash("sha256")
    .update(`${name}\n`)
    .update(bytes)
    .digest("hex")
    .slice(0, 2 * KEY_HASH_BYTES)
  if (bytes.length !== 33 || bytes[0] !== ED25519 || keyHash !== expected) {
    throw new Error("This is not the verifier key of a log.")
  }
  const x = bytes.subarray(1).toString("base64url")
  return { name, keyHash, key: createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }) }
}

/** True where this log's key signed the note, and the note is about this log. */
export function isSignedBy(note: Note, { name, keyHash, key }: VerifierKey): boolean {
  if (note.origin !== name) return false
  const signed = Buffer.from(note.signed)
  return note.signatures.some(
    (line) => line.name === name && line.keyHash === keyHash && verify(null, signed, key, line.signature),
  )
}
