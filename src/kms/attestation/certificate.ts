/**
 * Reads the two certificates that a certifier issues, and no others: P-384 keys, ECDSA with SHA-384, four known
 * extensions, in DER. A library for all of X.509 would add a fifth to the size of the extension's background, to
 * read what is then refused here.
 */
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js"
import {
  BIT_STRING,
  type Element,
  OCTET_STRING,
  readSequence,
  SEQUENCE,
  unsignedOf,
  wholeBytesOf,
} from "./der"
import { isSame, refuse } from "./refuse"

export type Certificate = {
  der: Uint8Array
  /** DER, to be compared and for nothing else. */
  issuer: Uint8Array
  subject: Uint8Array
  notBefore: number
  notAfter: number
  /** The uncompressed point, 97 bytes. */
  publicKey: Uint8Array
  toBeSigned: Uint8Array
  /** r‖s, 96 bytes. */
  signature: Uint8Array
}

/** What it is for: the root signs certificates and nothing else, the leaf documents and nothing else. */
export type Use = "root" | "leaf"

const VERSION_3 = hexToBytes("a003020102")
const ECDSA_SHA384 = hexToBytes("300a06082a8648ce3d040303")
/** Up to the point itself: id-ecPublicKey, secp384r1, a bit string of 98 bytes. */
const P384_KEY_INFO = hexToBytes("3076301006072a8648ce3d020106052b81040022036200")
const POINT_BYTES = 97
const COORDINATE_BYTES = 48

const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const EXTENSIONS = 0xa3

const BASIC_CONSTRAINTS = "0603551d13"
const KEY_USAGE = "0603551d0f"
const SUBJECT_KEY_ID = "0603551d0e"
const AUTHORITY_KEY_ID = "0603551d23"

/** The exact value of both critical extensions, by use: an authority of path length 0, or none. */
const critical: Record<Use, Record<string, string>> = {
  root: { [BASIC_CONSTRAINTS]: "30060101ff020100", [KEY_USAGE]: "03020204" },
  leaf: { [BASIC_CONSTRAINTS]: "3000", [KEY_USAGE]: "03020780" },
}

export function readCertificate(der: Uint8Array, use: Use): Certificate {
  const [content, algorithm, signature, ...more] = readSequence(der)
  if (!content || !algorithm || !signature || more.length > 0)
    return refuse("its certificate has other parts")
  if (!isSame(algorithm.whole, ECDSA_SHA384)) return refuse("its certificate is signed in another way")
  return { der, ...readContent(content, use), toBeSigned: content.whole, signature: signatureOf(signature) }
}

function readContent(content: Element, use: Use) {
  const [version, serial, algorithm, issuer, validity, subject, key, extensions, ...more] = readSequence(
    content.whole,
  )
  if (!version || !serial || !algorithm || !issuer || !validity || !subject || !key || !extensions) {
    return refuse("its certificate lacks a part")
  }
  const isKnown = isSame(version.whole, VERSION_3) && isSame(algorithm.whole, ECDSA_SHA384)
  if (!isKnown || more.length > 0) return refuse("its certificate is of another kind")
  unsignedOf(serial, 20)
  checkExtensions(extensions, use)
  return {
    issuer: nameOf(issuer),
    subject: nameOf(subject),
    ...datesOf(validity),
    publicKey: publicKeyOf(key),
  }
}

function nameOf({ tag, whole }: Element): Uint8Array {
  return tag === SEQUENCE ? whole : refuse("its certificate has a name that is none")
}

function datesOf(validity: Element): { notBefore: number; notAfter: number } {
  const [notBefore, notAfter, ...more] = readSequence(validity.whole)
  if (!notBefore || !notAfter || more.length > 0) return refuse("its certificate has no two dates")
  return { notBefore: timeOf(notBefore), notAfter: timeOf(notAfter) }
}

/** RFC 5280, section 4.1.2.5: UTCTime with two digits of the year until 2049, GeneralizedTime with four after. */
function timeOf({ tag, content }: Element): number {
  const text = String.fromCharCode(...content)
  const isShort = tag === UTC_TIME && /^[0-4]\d{11}Z$/.test(text)
  const isLong = tag === GENERALIZED_TIME && /^\d{14}Z$/.test(text)
  if (!isShort && !isLong) return refuse("its certificate has an odd date")
  const iso = `${isShort ? "20" : ""}${text}`.replace(
    /^(....)(..)(..)(..)(..)(..)Z$/,
    "$1-$2-$3T$4:$5:$6.000Z",
  )
  const time = Date.parse(iso)
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso)
    return refuse("its certificate has no such date")
  return time
}

function publicKeyOf({ whole }: Element): Uint8Array {
  const point = whole.subarray(P384_KEY_INFO.length)
  const isP384 = isSame(whole.subarray(0, P384_KEY_INFO.length), P384_KEY_INFO)
  if (!isP384 || point.length !== POINT_BYTES) return refuse("its certificate is for a key of another kind")
  return point
}

/** Each at most once; what is critical must be there with exactly its value, and what is not known is not allowed. */
function checkExtensions({ tag, content }: Element, use: Use): void {
  if (tag !== EXTENSIONS) refuse("its certificate has no extensions")
  const seen = new Map<string, string>()
  for (const extension of readSequence(content)) {
    const { id, isCritical, value } = readExtension(extension)
    const wanted = critical[use][id]
    const isAllowed = wanted === undefined ? isKeyId(id) && !isCritical : isCritical && value === wanted
    if (!isAllowed || seen.has(id)) refuse("its certificate is for another use")
    seen.set(id, value)
  }
  if (Object.keys(critical[use]).some((id) => !seen.has(id))) refuse("its certificate does not say its use")
}

function isKeyId(id: string): boolean {
  return id === SUBJECT_KEY_ID || id === AUTHORITY_KEY_ID
}

function readExtension(extension: Element): { id: string; isCritical: boolean; value: string } {
  const [id, ...rest] = readSequence(extension.whole)
  const isCritical = rest.length === 2 && hexOf(rest[0]) === "0101ff"
  const value = rest[isCritical ? 1 : 0]
  if (value?.tag !== OCTET_STRING || rest.length !== (isCritical ? 2 : 1)) {
    return refuse("its certificate has an odd extension")
  }
  return { id: hexOf(id), isCritical, value: bytesToHex(value.content) }
}

function hexOf(element: Element | undefined): string {
  return element === undefined ? "" : bytesToHex(element.whole)
}

function signatureOf(element: Element): Uint8Array {
  if (element.tag !== BIT_STRING) return refuse("its certificate has no signature")
  const [r, s, ...more] = readSequence(wholeBytesOf(element))
  if (!r || !s || more.length > 0) return refuse("its certificate has a signature of another kind")
  return new Uint8Array([...unsignedOf(r, COORDINATE_BYTES), ...unsignedOf(s, COORDINATE_BYTES)])
}
