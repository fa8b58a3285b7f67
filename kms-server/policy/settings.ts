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
  throw new Error(sentenceOn(error.issues))
}

function parseJson(text: string): object {
  try {
    return Object(JSON.parse(text))
  } catch {
    throw new Error("The settings are not JSON.")
  }
}

/** Where the mistake is; what nobody reads is named, because a limit that was misspelled is no limit. */
function sentenceOn(issues: readonly z.core.$ZodIssue[], place: PropertyKey[] = ["policy"]): string {
  const [issue] = issues
  if (issue === undefined) return "The settings are wrong."
  const path = [...place, ...issue.path]
  if (issue.code === "unrecognized_keys") {
    return `The settings have nothing that is called ${[...path, issue.keys[0]].join(".")}.`
  }
  if (issue.code !== "invalid_union") return `The settings are wrong at ${path.join(".")}: ${issue.message}.`
  // Of several shapes the one that fits best says what is wrong.
  const [closest = []] = [...issue.errors].sort((one, other) => one.length - other.length)
  return sentenceOn(closest, path)
}
