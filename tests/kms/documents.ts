/**
 * Attestation documents for tests: the certifier's own, and forged ones, by an authority that is made here with other
 * tools than the certifier's, so that a document can be wrong in exactly one thing.
 */
import "reflect-metadata"
import { createHash, randomBytes } from "node:crypto"
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509"
import { encode } from "cborg"
import type { ExpectedAttestation } from "~kms"
import { type Measurements, openCertifier } from "~kms-server/certifier"

export const NOW = Date.UTC(2026, 10, 22, 16)
export const HOUR = 60 * 60 * 1000

const sha384 = (text: string) => new Uint8Array(createHash("sha384").update(text).digest())
export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

export const measurements: Measurements = {
  launcher: sha384("launcher"),
  policy: sha384("policy"),
  signer: sha384("signer"),
  certifier: sha384("certifier"),
  api: sha384("api"),
}

export const pinnedMeasurements = {
  launcher: hexOf(measurements.launcher),
  policy: hexOf(measurements.policy),
  signer: hexOf(measurements.signer),
  certifier: hexOf(measurements.certifier),
  api: hexOf(measurements.api),
}

export const identityKey = new Uint8Array(32).fill(7)
export const liveKey = new Uint8Array(createHash("sha256").update("live key").digest())
export const rootHash = new Uint8Array(createHash("sha256").update("audit log").digest())

export type Attested = { document: Uint8Array; expected: ExpectedAttestation }

/** A document of the certifier's, and what a client should expect of it. */
export async function attested(given: { debug?: boolean; at?: number } = {}): Promise<Attested> {
  const at = given.at ?? NOW
  const certifier = await openCertifier({
    identityKey,
    measurements: given.debug === true ? null : measurements,
    liveKey,
    now: () => at,
  })
  const nonce = new Uint8Array(randomBytes(32))
  const checkpoint = await certifier.signCheckpoint({ size: 5, rootHash })
  const request = { nonce, policyEngineVersion: "0.1.0", checkpoint, treeSize: 5, rootHash }
  const { rootCertificate } = await certifier.identity()
  return {
    document: await certifier.attest(request),
    expected: { rootCertificate, measurements: pinnedMeasurements, nonce, now: at },
  }
}

const P384 = { name: "ECDSA", namedCurve: "P-384" }
const SHA384 = { name: "ECDSA", hash: "SHA-384" }
const makeKeys = (curve = P384) => crypto.subtle.generateKey(curve, true, ["sign", "verify"])

export type Authority = { keys: CryptoKeyPair; certificate: X509Certificate; pem: string }

export async function makeAuthority(name = "CN=forger"): Promise<Authority> {
  const keys = await makeKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name,
    notBefore: new Date(NOW - 24 * HOUR),
    notAfter: new Date(NOW + 24 * HOUR),
    signingAlgorithm: SHA384,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  })
  return { keys, certificate, pem: certificate.toString("pem") }
}

export const forger = await makeAuthority()

export const endEntity = new BasicConstraintsExtension(false, undefined, true)
export const signsDocuments = new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)

export type LeafChanges = {
  issuer?: string
  notBefore?: number
  notAfter?: number
  extensions?: Extension[]
  curve?: typeof P384
  signingAlgorithm?: EcdsaParams
}

async function makeLeaf(authority: Authority, changes: LeafChanges) {
  const keys = await makeKeys(changes.curve)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: "4a",
    subject: "CN=leaf",
    issuer: changes.issuer ?? "CN=forger",
    notBefore: new Date(changes.notBefore ?? NOW - HOUR),
    notAfter: new Date(changes.notAfter ?? NOW + HOUR),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: changes.signingAlgorithm ?? SHA384,
    extensions: changes.extensions ?? [endEntity, signsDocuments],
  })
  return { keys, der: new Uint8Array(certificate.rawData) }
}

export type Forgery = {
  authority?: Authority
  leaf?: LeafChanges
  /** Who signs the document, where it is not the leaf. */
  signer?: CryptoKey
  /** Put into the payload's map; undefined takes a member out. */
  payload?: Record<string, unknown>
  /** The payload's exact bytes, from what they would have been. */
  payloadBytes?: (payload: Uint8Array) => Uint8Array
  header?: unknown
  unprotected?: Map<number, unknown>
}

const header = encode(new Map([[1, -35]]))
const registers = (given: Measurements) =>
  new Map([given.launcher, given.policy, given.signer, given.certifier, given.api].entries())

export const forgedUserData = {
  enclave: "simulated in software",
  policyEngineVersion: "0.1.0",
  checkpoint: "none",
  treeSize: 5,
  rootHash,
}

/** A document that is good in everything but what is changed; the pins are the forger's root and these measurements. */
export async function forged(changes: Forgery = {}): Promise<Attested> {
  const authority = changes.authority ?? forger
  const leaf = await makeLeaf(authority, changes.leaf ?? {})
  const nonce = new Uint8Array(randomBytes(32))
  const members = {
    module_id: "countersign-kms",
    digest: "SHA384",
    timestamp: NOW,
    pcrs: registers(measurements),
    certificate: leaf.der,
    cabundle: [new Uint8Array(forger.certificate.rawData)],
    public_key: liveKey,
    user_data: encode(forgedUserData),
    nonce,
    ...changes.payload,
  }
  const encoded = encode(members, { ignoreUndefinedProperties: true })
  const payload = changes.payloadBytes?.(encoded) ?? encoded
  const protectedHeader = changes.header ?? header
  const toBeSigned = encode(["Signature1", protectedHeader, new Uint8Array(), payload])
  const key = changes.signer ?? leaf.keys.privateKey
  const signature = new Uint8Array(await crypto.subtle.sign(SHA384, key, toBeSigned))
  const document = encode([protectedHeader, changes.unprotected ?? new Map(), payload, signature])
  return {
    document: new Uint8Array(document),
    expected: { rootCertificate: forger.pem, measurements: pinnedMeasurements, nonce, now: NOW },
  }
}
