/**
 * Decides whether an attestation document proves what the KMS is: under the pinned root, for this nonce, now, with
 * every measurement as expected. It believes no root, no algorithm and no date that it is only told.
 */
import { bytesToHex } from "@noble/hashes/utils.js"
import { base64 } from "@scure/base"
import { isFault } from "~protocol"
import { type Certificate, readCertificate } from "./certificate"
import { readSigned } from "./cose"
import { type Content, type Program, programs, readContent } from "./document"
import { isSame, refuse } from "./refuse"

/** What has to be known beforehand, from those who publish the KMS and from nobody on the way. */
export type AttestationPins = {
  /** PEM. */
  rootCertificate: string
  /** SHA-384 in hex, of every program. */
  measurements: Readonly<Record<Program, string>>
}

export type ExpectedAttestation = AttestationPins & {
  /** As it was sent. */
  nonce: Uint8Array
  /** By this device's own clock. */
  now: number
  /** How far the document's time may be from `now`, in either direction. */
  maxAgeMs?: number
}

/** What was proved, to be shown. */
export type Attestation = {
  /** What kind of enclave it says to be: `simulated in software`. */
  enclave: string
  moduleId: string
  /** SHA-384 in hex. */
  measurements: Readonly<Record<Program, string>>
  /** The policy engine's public key, Ed25519: what signs responses. */
  liveKey: Uint8Array
  policyEngineVersion: string
  /** The signed checkpoint of the audit log, which `verifyCheckpoint` checks. */
  checkpoint: string
  treeSize: number
  rootHash: Uint8Array
  at: number
  /** When the certificate under it ends. */
  expiresAt: number
}

/** A document has about 2,000 bytes; more than this is not read. */
export const MAX_DOCUMENT_BYTES = 16 * 1024
const DEFAULT_MAX_AGE_MS = 5 * 60 * 1000
const P384 = { name: "ECDSA", namedCurve: "P-384" }
const SHA384 = { name: "ECDSA", hash: "SHA-384" }

/** Throws ATTESTATION_REFUSED, whatever the bytes are. */
export async function verifyAttestation(
  document: Uint8Array,
  expected: ExpectedAttestation,
): Promise<Attestation> {
  try {
    return await verify(document, expected)
  } catch (thrown) {
    if (isFault(thrown, "ATTESTATION_REFUSED")) throw thrown
    return refuse("its document cannot be read")
  }
}

async function verify(document: Uint8Array, expected: ExpectedAttestation): Promise<Attestation> {
  if (document.length > MAX_DOCUMENT_BYTES) return refuse("its document is too large")
  const signed = readSigned(document)
  const content = readContent(signed.payload)
  checkContent(content, expected)
  const root = readCertificate(readPem(expected.rootCertificate), "root")
  const leaf = readCertificate(content.certificate, "leaf")
  checkChain(content, root, leaf, expected.now)
  if (!(await isSignedBy(root, leaf))) return refuse("its certificate is not signed by the pinned root")
  if (!(await isSignedBy(leaf, signed))) return refuse("its document is not signed by its certificate")
  return attestationOf(content, leaf)
}

function checkContent(content: Content, { nonce, now, maxAgeMs, measurements }: ExpectedAttestation): void {
  if (!isSame(content.nonce, nonce)) refuse("its document answers another nonce")
  if (!(Math.abs(now - content.at) <= (maxAgeMs ?? DEFAULT_MAX_AGE_MS))) {
    refuse(`its time is ${Math.round(Math.abs(now - content.at) / 1000)} seconds off this device's`)
  }
  for (const program of programs) {
    const measured = content.measurements[program]
    if (measured.every((byte) => byte === 0)) refuse("it runs in debug mode, where nothing is measured")
    if (bytesToHex(measured) !== measurements[program].toLowerCase()) {
      refuse(`its ${program} is not the program that was expected`)
    }
  }
}

function checkChain({ root: said, at }: Content, root: Certificate, leaf: Certificate, now: number): void {
  if (!isSame(said, root.der)) refuse("its root certificate is not the pinned one")
  if (!isSame(leaf.issuer, root.subject)) refuse("its certificate names another issuer")
  for (const certificate of [root, leaf]) {
    if (!isWithin(now, certificate) || !isWithin(at, certificate)) refuse("its certificate is not good now")
  }
}

function isWithin(time: number, { notBefore, notAfter }: Certificate): boolean {
  return time >= notBefore && time <= notAfter
}

async function isSignedBy(
  { publicKey }: Certificate,
  { toBeSigned, signature }: Pick<Certificate, "toBeSigned" | "signature">,
): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), P384, false, ["verify"])
  return crypto.subtle.verify(SHA384, key, new Uint8Array(signature), new Uint8Array(toBeSigned))
}

function readPem(pem: string): Uint8Array {
  const body = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(pem)?.[1]
  return base64.decode((body ?? "").replace(/\s/g, ""))
}

function attestationOf(content: Content, leaf: Certificate): Attestation {
  const { launcher, policy, signer, certifier, api } = content.measurements
  const { moduleId, liveKey, at, userData } = content
  return {
    ...userData,
    moduleId,
    measurements: {
      launcher: bytesToHex(launcher),
      policy: bytesToHex(policy),
      signer: bytesToHex(signer),
      certifier: bytesToHex(certifier),
      api: bytesToHex(api),
    },
    liveKey,
    at,
    expiresAt: leaf.notAfter,
  }
}
