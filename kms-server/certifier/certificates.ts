/**
 * The two certificates: the root, which signs itself and never changes, and the leaf of a key that signs documents
 * for a few hours. Whoever pins the root needs to know nothing else of this installation.
 */
import "reflect-metadata"
import { createHash, randomBytes } from "node:crypto"
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509"
import type { RootKey } from "./keys"

/** Fixed, and not to be changed: the bytes of the root certificate are what clients pin. */
const ROOT_NAME = "CN=Countersign certifier root, OU=simulated in software"
const ROOT_FROM = Date.UTC(2025, 0, 1)
const ROOT_UNTIL = Date.UTC(2075, 0, 1)
const ROOT_SERIAL = "01"

const LEAF_NAME = "CN=Countersign document key, OU=simulated in software"

/** How long a leaf is good, and how far its start lies back for clients whose clock is a little slow. */
export const LEAF_LIFE_MS = 3 * 60 * 60 * 1000
export const LEAF_HEAD_START_MS = 5 * 60 * 1000

const ECDSA_SHA384 = { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" }
const SIGNATURE_BYTES = 96
const SERIAL_BYTES = 16

type Content = {
  serialNumber: string
  subject: string
  from: number
  until: number
  publicKey: Uint8Array
  extensions: Extension[]
}

/** DER; the same bytes for the same root key, always. */
export function issueRoot(root: RootKey): Promise<Uint8Array> {
  return issue(root, {
    serialNumber: ROOT_SERIAL,
    subject: ROOT_NAME,
    from: ROOT_FROM,
    until: ROOT_UNTIL,
    publicKey: root.publicKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      new SubjectKeyIdentifierExtension(keyIdOf(root.publicKey)),
    ],
  })
}

/** DER of a certificate that makes `publicKey` (DER of its SubjectPublicKeyInfo) a key for documents from `at`. */
export function issueLeaf(root: RootKey, publicKey: Uint8Array, at: number): Promise<Uint8Array> {
  return issue(root, {
    serialNumber: serialNumber(),
    subject: LEAF_NAME,
    from: at - LEAF_HEAD_START_MS,
    until: at + LEAF_LIFE_MS,
    publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new SubjectKeyIdentifierExtension(keyIdOf(publicKey)),
      new AuthorityKeyIdentifierExtension(keyIdOf(root.publicKey)),
    ],
  })
}

/** The library writes the certificate twice: first around nothing, to learn what is to be signed. */
async function issue(root: RootKey, { from, until, publicKey, ...content }: Content): Promise<Uint8Array> {
  const write = (signature: Uint8Array) =>
    X509CertificateGenerator.create({
      ...content,
      issuer: ROOT_NAME,
      notBefore: new Date(from),
      notAfter: new Date(until),
      publicKey: new Uint8Array(publicKey),
      signingAlgorithm: ECDSA_SHA384,
      signature: new Uint8Array(signature),
    })
  const draft = await write(new Uint8Array(SIGNATURE_BYTES).fill(1))
  const signed = await write(root.sign(toBeSigned(new Uint8Array(draft.rawData))))
  return new Uint8Array(signed.rawData)
}

/** The first element of the outer sequence. Both are of 256 to 65,535 bytes, so each has a header of four. */
function toBeSigned(der: Uint8Array): Uint8Array {
  const length = new DataView(der.buffer, der.byteOffset).getUint16(6)
  if (der[5] !== 0x82) throw new Error("a certificate came out in an unexpected size")
  return der.subarray(4, 8 + length)
}

/** RFC 5280, section 4.1.2.2: positive; so the first bit is off, and the second on, for a constant length. */
function serialNumber(): string {
  const bytes = randomBytes(SERIAL_BYTES)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString("hex")
}

function keyIdOf(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 40)
}
