/**
 * The stamp: how an authenticator proves that it made a request. It covers the exact UTF-8 bytes of the HTTP body
 * and nothing else; the header carries it as unpadded base64url of UTF-8 JSON. A stamp is not a signature: no
 * chain ever sees it.
 */
import * as z from "zod/mini"
import { Base64Url } from "./nouns"

export const STAMP_HEADER = "x-phantom-stamp"

/** How far the time inside a request may be from the time of the KMS, in either direction. */
export const STAMP_WINDOW_MS = 5 * 60 * 1000

/**
 * `Ed25519`: RFC 8032 over the body, 32-byte key. `Secp256r1`: ECDSA P-256 with SHA-256, 64 bytes r‖s, not
 * normalised to low s (browsers cannot promise it), 65-byte uncompressed key.
 */
export const StampAlgorithm = z.enum(["Ed25519", "Secp256r1"])
export type StampAlgorithm = z.infer<typeof StampAlgorithm>

const stamped = { publicKey: Base64Url, signature: Base64Url, algorithm: StampAlgorithm }

/** A stamp by a registered key. Readers go by name, never by order; `signature` is the wire's own word here. */
export const PkiStamp = z.strictObject({ ...stamped, kind: z.literal("PKI") })
export type PkiStamp = z.infer<typeof PkiStamp>

/**
 * A stamp by a key that an id token vouches for: the token's `nonce` is base64url of
 * SHA-256(public key bytes ‖ UTF-8 of `salt`). The token is a JWT.
 */
export const OidcStamp = z.strictObject({
  ...stamped,
  kind: z.literal("OIDC"),
  idToken: z.string().check(z.maxLength(8192)),
  salt: z.string().check(z.maxLength(256)),
})
export type OidcStamp = z.infer<typeof OidcStamp>

export const Stamp = z.union([PkiStamp, OidcStamp])
export type Stamp = z.infer<typeof Stamp>

/** A request as it goes on the wire: these bytes, under this stamp. Sent again, it is sent unchanged. */
export const StampedRequest = z.strictObject({
  method: z.string(),
  body: z.string(),
  stamp: z.string(),
  /** The time inside the body. */
  stampedAt: z.int(),
})
export type StampedRequest = z.infer<typeof StampedRequest>
