/**
 * Checks what a passkey says (WebAuthn level 3, sections 7.1 and 7.2), for the one page that may ask it: this
 * extension's own. It believes nothing of the page: the challenge is the background's, and a device that did not see
 * to it that the person is there, and is the right one, opens nothing.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { base64urlnopad } from "@scure/base"
import { fault, type LockChange, type LockProof } from "~protocol"

export type Passkey = {
  credentialId: string
  /** SubjectPublicKeyInfo. */
  publicKey: Uint8Array
  algorithm: -7 | -8
  /** How often it has signed, where its device counts; one that goes back is a copy. */
  counter: number
}

type Registration = Extract<LockChange, { kind: "passkey" }>
type Assertion = Extract<LockProof, { kind: "passkey" }>

/** `origin`: of the extension's pages. */
export type PasskeyAsked = { origin: string; challenge: string }

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40]
const COUNTER_AT = 33
const ID_LENGTH_AT = 53
const ID_AT = 55

export function passkeyOf(registration: Registration, asked: PasskeyAsked): Passkey {
  const { credentialId, algorithm } = registration
  checkClientData(registration.clientData, "webauthn.create", asked)
  const data = readDevice(registration.authenticatorData, asked.origin, PRESENT | VERIFIED | ATTESTED)
  const length = viewOf(data).getUint16(ID_LENGTH_AT)
  if (base64urlnopad.encode(data.slice(ID_AT, ID_AT + length)) !== credentialId) return refuse("another key")
  const publicKey = bytesOf(registration.publicKey)
  return { credentialId, algorithm, publicKey, counter: viewOf(data).getUint32(COUNTER_AT) }
}

/** The passkey with its counter as it is now. Throws PASSKEY_REFUSED. */
export async function checkAssertion(
  passkey: Passkey,
  assertion: Assertion,
  asked: PasskeyAsked,
): Promise<Passkey> {
  if (assertion.credentialId !== passkey.credentialId) return refuse("another key")
  checkClientData(assertion.clientData, "webauthn.get", asked)
  const data = readDevice(assertion.authenticatorData, asked.origin, PRESENT | VERIFIED)
  const counter = viewOf(data).getUint32(COUNTER_AT)
  if ((counter > 0 || passkey.counter > 0) && counter <= passkey.counter)
    return refuse("its counter went back")
  const signed = new Uint8Array([...data, ...sha256(bytesOf(assertion.clientData))])
  if (!(await isSigned(passkey, bytesOf(assertion.signature), signed)))
    return refuse("its signature is wrong")
  return { ...passkey, counter }
}

function checkClientData(encoded: string, type: string, { origin, challenge }: PasskeyAsked): void {
  const said = parseJson(bytesOf(encoded))
  if (said.type !== type) refuse("it was asked for something else")
  if (said.challenge !== challenge) refuse("it answers another challenge")
  if (said.origin !== origin || said.crossOrigin === true) refuse("another page asked for it")
}

/** An extension's page has its host for a name; the device signs the hash of it. */
function readDevice(encoded: string, origin: string, flags: number): Uint8Array {
  const data = bytesOf(encoded)
  if (data.length < COUNTER_AT + 4) return refuse("it is cut off")
  const name = sha256(new TextEncoder().encode(new URL(origin).host))
  if (name.some((byte, at) => byte !== data[at])) return refuse("it is for somebody else")
  if (((data[32] ?? 0) & flags) !== flags) return refuse("nobody was seen to be there")
  if ((flags & ATTESTED) !== 0 && data.length < ID_AT) return refuse("it is cut off")
  return data
}

async function isSigned(passkey: Passkey, signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
  const raw = passkey.algorithm === -7 ? rawOf(signature) : signature
  if (raw === null) return false
  const [kind, how] = algorithms[passkey.algorithm]
  try {
    const key = await crypto.subtle.importKey("spki", own(passkey.publicKey), kind, false, ["verify"])
    return await crypto.subtle.verify(how, key, own(raw), own(signed))
  } catch {
    return false
  }
}

/** ES256 and Ed25519: what the key is, and how it signs. */
const algorithms = {
  [-7]: [
    { name: "ECDSA", namedCurve: "P-256" },
    { name: "ECDSA", hash: "SHA-256" },
  ],
  [-8]: [{ name: "Ed25519" }, { name: "Ed25519" }],
} as const

/** DER's two integers as the 64 bytes that WebCrypto wants; null for what is not exactly that. */
function rawOf(der: Uint8Array): Uint8Array | null {
  const [tag, length, ...rest] = der
  if (tag !== 0x30 || length !== rest.length) return null
  const first = integerIn(rest, 0)
  const second = first && integerIn(rest, first.end)
  if (!first || !second || second.end !== rest.length) return null
  return new Uint8Array([...first.bytes, ...second.bytes])
}

function integerIn(bytes: readonly number[], at: number): { bytes: number[]; end: number } | null {
  const [tag, length = 0] = bytes.slice(at, at + 2)
  const end = at + 2 + length
  const digits = bytes.slice(at + 2, end)
  if (tag !== 0x02 || length === 0 || length > 33 || digits.length !== length) return null
  const whole = digits[0] === 0 ? digits.slice(1) : digits
  return whole.length > 32 ? null : { bytes: [...Array<number>(32 - whole.length).fill(0), ...whole], end }
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function bytesOf(encoded: string): Uint8Array {
  try {
    return base64urlnopad.decode(encoded)
  } catch {
    return refuse("it cannot be read")
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** WebCrypto takes no view of a shared buffer. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function refuse(why: string): never {
  throw fault("PASSKEY_REFUSED", { why })
}
