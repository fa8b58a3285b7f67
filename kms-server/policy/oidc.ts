/**
 * Id tokens behind OIDC stamps. A token is bound to the key of the stamp by its nonce, and believed only under keys
 * of the issuer that the organization, or the operator, named. What is wrong on the face of it is refused before
 * anything is fetched. No token is ever logged or repeated.
 */
import { createHash } from "node:crypto"
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose"
import { Fault, type OidcStamp } from "~protocol"
import type { OidcSource } from "../store"
import type { IssuerKeys } from "./oidc-keys"
import { type UnauthenticatedReason, unauthenticated } from "./requests"

/** An issuer whose subjects may found organizations, with where its keys are and for whom its tokens are made. */
export type TrustedIssuer = {
  issuer: string
  audiences: readonly string[]
} & ({ jwksUrl: string } | { jwkSet: { keys: Record<string, unknown>[] } })

/** A token that is bound to its stamp and in time, and of which nothing else is known yet. */
export type ReadToken = {
  text: string
  issuer: string
  subject: string
  audience: string[]
  /** Who this is if the issuer is trusted. An issuer has no space in it, so no two have one spelling. */
  identity: string
}

export type IdTokens = {
  read(stamp: OidcStamp, now: number): ReadToken
  /** Believes a trusted issuer, and answers whose token it is. */
  checkTrusted(token: ReadToken, now: number): Promise<string>
  /** Believes whom the authenticator names. True where that is a trusted issuer. */
  check(token: ReadToken, source: OidcSource, now: number): Promise<boolean>
}

const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
  "Ed25519",
]
const TOLERANCE_S = 30

type Claims = OidcSource["idTokenClaims"]

export function openIdTokens(config: {
  trustedIssuers: readonly TrustedIssuer[]
  keys: IssuerKeys
}): IdTokens {
  const { keys } = config
  const trusted = new Map(config.trustedIssuers.map((issuer) => [issuer.issuer, issuer]))

  async function checkAgainst(token: ReadToken, issuer: TrustedIssuer, now: number): Promise<void> {
    const source = "jwkSet" in issuer ? { jwkSet: issuer.jwkSet } : { jwksUrl: issuer.jwksUrl }
    requireAudience(token, issuer.audiences)
    await verify(token, issuer.issuer, () => keys.of(source, "trusted"), now)
  }

  return {
    read: readToken,

    async checkTrusted(token, now) {
      const issuer = trusted.get(token.issuer)
      if (issuer === undefined) throw unauthenticated("OIDC_ISSUER_UNTRUSTED")
      await checkAgainst(token, issuer, now)
      return token.identity
    },

    async check(token, source, now) {
      const issuer = source.issuerUrl === undefined ? undefined : trusted.get(source.issuerUrl)
      requireClaims(token, source.idTokenClaims)
      if (issuer !== undefined) {
        await checkAgainst(token, issuer, now)
        return true
      }
      // Without an audience, a token that the subject once gave to any other site would open this organization.
      requireAudience(token, source.idTokenClaims.aud ?? [])
      await verify(token, null, () => keys.of(source, "named"), now)
      return false
    },
  }
}

/** These are claims that `verify` is about to prove, so that nothing is fetched for a token that could not fit. */
function requireClaims({ subject, issuer, audience }: ReadToken, { sub, iss, aud }: Claims): void {
  const fits = sub === subject && (!iss || iss === issuer)
  if (!fits) throw unauthenticated("OIDC_CLAIMS")
  if (aud?.length) requireAudience({ audience }, aud)
}

function requireAudience({ audience }: Pick<ReadToken, "audience">, wanted: readonly string[]): void {
  if (!audience.some((name) => wanted.includes(name))) throw unauthenticated("OIDC_CLAIMS")
}

/** base64url of SHA-256(public key ‖ salt): what the token's nonce has to be. */
export function nonceOf({ publicKey, salt }: Pick<OidcStamp, "publicKey" | "salt">): string {
  const hash = createHash("sha256").update(Buffer.from(publicKey, "base64url")).update(salt, "utf8")
  return hash.digest("base64url")
}

function readToken(stamp: OidcStamp, now: number): ReadToken {
  const { algorithm, claims } = unverified(stamp.idToken)
  if (algorithm === undefined || !ALGORITHMS.includes(algorithm)) throw unauthenticated("OIDC_ALGORITHM")
  if (claims.nonce !== nonceOf(stamp)) throw unauthenticated("OIDC_NONCE")
  const { exp, iss, sub } = claims
  if (typeof exp !== "number" || exp + TOLERANCE_S <= now / 1000) throw unauthenticated("OIDC_EXPIRED")
  if (!isClaim(sub) || !isClaim(iss) || /\s/.test(iss)) throw unauthenticated("OIDC_CLAIMS")
  const audience = [claims.aud ?? []].flat()
  return { text: stamp.idToken, issuer: iss, subject: sub, audience, identity: `oidc:${iss} ${sub}` }
}

/** Short enough to be indexed, and text that a database can hold: tokens are not read as strictly as bodies are. */
function isClaim(claim: unknown): claim is string {
  return typeof claim === "string" && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(claim)
}

/** What the token says of itself; nothing of it is proven yet. */
function unverified(idToken: string) {
  try {
    return { algorithm: decodeProtectedHeader(idToken).alg, claims: decodeJwt(idToken) }
  } catch {
    throw unauthenticated("OIDC_TOKEN_MALFORMED")
  }
}

async function verify(
  { text, issuer }: ReadToken,
  expected: string | null,
  open: () => ReturnType<IssuerKeys["of"]>,
  now: number,
): Promise<void> {
  try {
    const keys = await open()
    const only = expected ?? keys.issuer
    if (only !== null && only !== issuer) throw unauthenticated("OIDC_CLAIMS")
    await jwtVerify(text, keys.keyFor, {
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_S,
      currentDate: new Date(now),
      requiredClaims: ["exp", "iss", "sub", "aud", "nonce"],
    })
  } catch (thrown) {
    throw thrown instanceof Fault ? thrown : unauthenticated(reasonOf(thrown))
  }
}

function reasonOf(thrown: unknown): UnauthenticatedReason {
  if (thrown instanceof errors.JWTExpired) return "OIDC_EXPIRED"
  if (thrown instanceof errors.JWTClaimValidationFailed) return "OIDC_CLAIMS"
  if (thrown instanceof errors.JOSEAlgNotAllowed) return "OIDC_ALGORITHM"
  return "OIDC_SIGNATURE"
}
