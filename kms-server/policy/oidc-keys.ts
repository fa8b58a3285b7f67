/**
 * The public keys of issuers, fetched and kept for a while. Whoever has an organization can name an address, so what
 * such addresses cost is bounded: how many are kept, how many are asked at once, and how often one that failed or has
 * not the key. Trusted issuers have room of their own, which nobody else can fill. A failure is a refusal.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose"
import * as z from "zod/mini"
import type { OidcSource } from "../store"
import type { FetchJson } from "./oidc-fetch"
import { unauthenticated } from "./requests"

export type KeySource = Omit<OidcSource, "idTokenClaims">

/** `issuer`: what the issuer's own document says it is called; null where only the place of the keys is known. */
export type OpenedKeys = { keyFor: JWTVerifyGetKey; issuer: string | null }

export type IssuerKeys = { of(source: KeySource, standing: "trusted" | "named"): Promise<OpenedKeys> }

const FRESH_MS = 10 * 60_000
/** A key that is not in the set may be new; a place that failed may be back. */
const AGAIN_MS = 30_000
const MAX_KEPT = 256
const MAX_AT_ONCE = 16

/** Only public keys for signatures: an issuer's set with a secret in it is a mistake that we take no part in. */
const PublicJwk = z.looseObject({
  kty: z.enum(["RSA", "EC", "OKP"]),
  kid: z.optional(z.string()),
  d: z.optional(z.undefined()),
  k: z.optional(z.undefined()),
})
export const PublicJwkSet = z.looseObject({
  keys: z.array(PublicJwk).check(z.minLength(1), z.maxLength(32)),
})
const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.string() })

type Kept = { triedAt: number; loadedAt: number; keys: Promise<Fetched> }
type Fetched = { jwks: JSONWebKeySet; issuer: string | null }

/** `elapsed` is a clock that only ever runs forward, in milliseconds. */
export function openIssuerKeys(
  fetchJson: FetchJson,
  elapsed: () => number = () => performance.now(),
): IssuerKeys {
  const shelves = {
    trusted: openShelf(elapsed, Number.POSITIVE_INFINITY),
    named: openShelf(elapsed, MAX_AT_ONCE),
  }

  return {
    async of(source, standing) {
      if (source.jwkSet !== undefined) {
        return { keyFor: createLocalJWKSet(readSet(source.jwkSet)), issuer: null }
      }
      const [name, load] = loaderOf(source, fetchJson)
      const shelf = shelves[standing]
      const first = await shelf.take(name, load, "fresh")
      return { issuer: first.issuer, keyFor: keyForOf(first, () => shelf.take(name, load, "newer")) }
    },
  }
}

function keyForOf(first: Fetched, again: () => Promise<Fetched>): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await createLocalJWKSet(first.jwks)(header, token)
    } catch (thrown) {
      if (!(thrown instanceof errors.JWKSNoMatchingKey)) throw thrown
      const second = await again()
      return createLocalJWKSet(second.jwks)(header, token)
    }
  }
}

function loaderOf({ jwksUrl, issuerUrl }: KeySource, fetchJson: FetchJson): [string, () => Promise<Fetched>] {
  if (jwksUrl !== undefined) {
    return [jwksUrl, async () => ({ jwks: readSet(await fetchJson(jwksUrl)), issuer: null })]
  }
  if (issuerUrl === undefined) throw unauthenticated("OIDC_KEYS_UNREACHABLE")
  return [`issuer ${issuerUrl}`, () => discover(issuerUrl, fetchJson)]
}

/** OpenID Connect Discovery 1.0, section 4.3: the document must call the issuer by the name that we asked under. */
async function discover(issuerUrl: string, fetchJson: FetchJson): Promise<Fetched> {
  const base = issuerUrl.replace(/\/$/, "")
  const document = Discovery.parse(await fetchJson(`${base}/.well-known/openid-configuration`))
  if (document.issuer.replace(/\/$/, "") !== base) throw new Error("the issuer calls itself something else")
  return { jwks: readSet(await fetchJson(document.jwks_uri)), issuer: document.issuer }
}

function readSet(value: unknown): JSONWebKeySet {
  if (!PublicJwkSet.safeParse(value).success) throw unauthenticated("OIDC_KEYS_UNREACHABLE")
  return value as JSONWebKeySet
}

type Shelf = { take(name: string, load: () => Promise<Fetched>, want: "fresh" | "newer"): Promise<Fetched> }

/** Keeps what was loaded, or that loading failed. Whoever asks while it is loading waits for the same answer. */
function openShelf(elapsed: () => number, maxAtOnce: number): Shelf {
  const kept = new Map<string, Kept>()
  let loading = 0

  async function load(run: () => Promise<Fetched>): Promise<Fetched> {
    if (loading >= maxAtOnce) throw unauthenticated("OIDC_KEYS_UNREACHABLE")
    loading += 1
    try {
      return await run()
    } catch {
      throw unauthenticated("OIDC_KEYS_UNREACHABLE")
    } finally {
      loading -= 1
    }
  }

  function keep(name: string, entry: Kept): void {
    kept.delete(name)
    kept.set(name, entry)
    const [oldest] = kept.keys()
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  }

  function isUsable({ triedAt, loadedAt }: Kept, want: "fresh" | "newer"): boolean {
    return (want === "fresh" && elapsed() - loadedAt < FRESH_MS) || elapsed() - triedAt < AGAIN_MS
  }

  return {
    async take(name, run, want) {
      const known = kept.get(name)
      if (known && isUsable(known, want)) return known.keys
      const triedAt = elapsed()
      const entry = { triedAt, loadedAt: triedAt, keys: load(run) }
      keep(name, entry)
      entry.keys.catch(() => {
        // What was good stays good for its time; a failure is remembered only until it may be tried again.
        if (kept.get(name) !== entry) return
        const isOld = known === undefined || triedAt - known.loadedAt >= FRESH_MS
        keep(name, isOld ? { ...entry, loadedAt: Number.NEGATIVE_INFINITY } : { ...known, triedAt })
      })
      return entry.keys
    },
  }
}
