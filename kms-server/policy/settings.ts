/**
 * What an operator configures of the policy engine, under `policy` in a JSON text: prices, rates, and issuers whose subjects may found
 * organizations. A mistake in it keeps the engine from starting, and says where it is.
 */
import * as z from "zod/mini"
import type { TrustedIssuer } from "./oidc"
import type { RateLimits } from "./rates"
import type { PriceTable } from "./rules"

const Price = z.strictObject({
  centsPerUnit: z.number().check(z.positive()),
  decimals: z.int().check(z.minimum(0), z.maximum(77)),
})

const Rate = z.optional(
  z.strictObject({ burst: z.number().check(z.positive()), perSecond: z.number().check(z.nonnegative()) }),
)

const named = {
  issuer: z.url().check(z.regex(/^\S+$/)),
  audiences: z.array(z.string()).check(z.minLength(1)),
}
const Issuer = z.union([
  z.strictObject({ ...named, jwksUrl: z.url() }),
  z.strictObject({ ...named, jwkSet: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) }),
])

const Settings = z.strictObject({
  prices: z.optional(z.record(z.string(), Price)),
  /** For each authenticator, each organization, and all that nobody stamped; 0 a second is no limit. */
  rates: z.optional(z.strictObject({ key: Rate, organization: Rate, unstamped: Rate })),
  trustedIssuers: z.optional(z.array(Issuer)),
})

export type PolicySettings = {
  prices?: PriceTable
  rates?: Partial<RateLimits>
  trustedIssuers?: readonly TrustedIssuer[]
}

/** Throws a sentence for the person who starts the server. */
export function readSettings(text: string | null): PolicySettings {
  if (text === null) return {}
  const { policy = {}, api: _, ...others } = parseJson(text) as { policy?: unknown; api?: unknown }
  const [stranger] = Object.keys(others)
  if (stranger !== undefined) throw new Error(`The settings have no part that is called ${stranger}.`)
  const { data, error } = Settings.safeParse(policy)
  if (data) return data as PolicySettings
  const [issue] = error.issues
  throw new Error(`The settings are wrong at policy.${issue?.path.join(".")}: ${issue?.message}.`)
}

function parseJson(text: string): object {
  try {
    return Object(JSON.parse(text))
  } catch {
    throw new Error("The settings are not JSON.")
  }
}
