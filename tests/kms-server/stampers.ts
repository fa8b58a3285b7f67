/** Authenticators for tests, made with node:crypto alone, so that the KMS is not checked against itself. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import type { StampAlgorithm } from "~protocol"

export type Stamper = {
  algorithm: StampAlgorithm
  /** base64url of 32 or 65 bytes. */
  publicKey: string
  stamp(body: string | Uint8Array): string
}

export function makeStamper(algorithm: StampAlgorithm = "Ed25519"): Stamper {
  const { publicKey, privateKey } =
    algorithm === "Ed25519"
      ? generateKeyPairSync("ed25519")
      : generateKeyPairSync("ec", { namedCurve: "P-256" })
  const raw = rawOf(publicKey)
  return {
    algorithm,
    publicKey: raw,
    stamp: (body) => headerOf(algorithm, raw, signatureOf(algorithm, privateKey, Buffer.from(body))),
  }
}

export function headerOf(algorithm: StampAlgorithm, publicKey: string, signature: Uint8Array): string {
  const stamp = {
    publicKey,
    signature: Buffer.from(signature).toString("base64url"),
    kind: "PKI",
    algorithm,
  }
  return encode(stamp)
}

export function encode(stamp: unknown): string {
  return Buffer.from(JSON.stringify(stamp)).toString("base64url")
}

export function decode(header: string): { publicKey: string; signature: string } {
  return JSON.parse(Buffer.from(header, "base64url").toString("utf8"))
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The other stamp (r, n − s) that verifies over the same bytes. */
export function twinOf(header: string): string {
  const stamp = decode(header)
  const signature = Buffer.from(stamp.signature, "base64url")
  const s = P256_ORDER - BigInt(`0x${signature.subarray(32).toString("hex")}`)
  const twin = Buffer.concat([
    signature.subarray(0, 32),
    Buffer.from(s.toString(16).padStart(64, "0"), "hex"),
  ])
  return encode({ ...stamp, signature: twin.toString("base64url") })
}

export function hasHighS(header: string): boolean {
  const signature = Buffer.from(decode(header).signature, "base64url")
  return BigInt(`0x${signature.subarray(32).toString("hex")}`) > P256_ORDER / 2n
}

function signatureOf(algorithm: StampAlgorithm, key: KeyObject, body: Uint8Array): Uint8Array {
  return algorithm === "Ed25519"
    ? sign(null, body, key)
    : sign("sha256", body, { key, dsaEncoding: "ieee-p1363" })
}

function rawOf(publicKey: KeyObject): string {
  const { x = "", y } = publicKey.export({ format: "jwk" })
  if (y === undefined) return x
  return Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]).toString(
    "base64url",
  )
}
