/**
 * What an operator configures of the API, under `api` in a JSON text: how often one address may ask, the proxies in
 * front, and the networks that signed transactions are handed to. A mistake in it keeps the API from starting.
 */
import * as z from "zod/mini"
import type { ApiConfig } from "./app"

const Rate = z.optional(
  z.strictObject({ burst: z.number().check(z.positive()), perSecond: z.number().check(z.nonnegative()) }),
)

const Settings = z.strictObject({
  rates: z.optional(z.record(z.string(), Rate)),
  /** How many proxies in front append to `X-Forwarded-For`. */
  trustProxy: z.optional(z.int().check(z.minimum(0), z.maximum(8))),
  /** `solana/devnet` → the address of its JSON-RPC. */
  rpcUrls: z.optional(z.record(z.string(), z.url({ protocol: /^https?$/ }))),
})

export type ApiSettings = Partial<Pick<ApiConfig, "rates" | "trustProxy" | "rpcUrls">>

/** Throws a sentence for the person who starts the server. */
export function readSettings(text: string | null): ApiSettings {
  if (text === null) return {}
  const { api = {} } = JSON.parse(text) as { api?: unknown }
  const { data, error } = Settings.safeParse(api)
  if (data) return data as ApiSettings
  throw new Error(sentenceOn(error.issues))
}

/** Where the mistake is; what nobody reads is named. */
function sentenceOn([issue]: readonly z.core.$ZodIssue[]): string {
  const path = ["api", ...(issue?.path ?? [])]
  return issue?.code === "unrecognized_keys"
    ? `The settings have nothing that is called ${[...path, issue.keys[0]].join(".")}.`
    : `The settings are wrong at ${path.join(".")}: ${issue?.message}.`
}
