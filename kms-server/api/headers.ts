/**
 * The headers of every answer. Any origin may ask, none with credentials: what counts is the stamp, which no browser
 * adds by itself.
 */

/** Beside these, every header that starts with `x-phantom-`, which the published clients use for their statistics. */
const ALLOWED = new Set([
  "accept",
  "authorization",
  "content-type",
  "x-api-key",
  "x-api-version",
  "x-app-id",
  "x-auth-user-id",
  "x-phantom-stamp",
  "x-rpc-method",
])
const PREFLIGHT_SECONDS = "600"

const common = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-request-id, retry-after",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
}

export function headersOf(
  requestId: string,
  type: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...common, "content-type": type, "x-request-id": requestId, ...more }
}

/** The answer to a browser that asks whether it may ask. `allowed` are the verbs of the path. */
export function preflightHeaders(asked: string | null, allowed: string): Record<string, string> {
  return {
    ...common,
    allow: allowed,
    "access-control-allow-methods": allowed,
    "access-control-allow-headers": allowedOf(asked),
    "access-control-max-age": PREFLIGHT_SECONDS,
    vary: "access-control-request-headers",
  }
}

function allowedOf(asked: string | null): string {
  if (asked === null) return [...ALLOWED].join(",")
  return asked
    .slice(0, 4096)
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => ALLOWED.has(name) || /^x-phantom-[a-z0-9-]{1,64}$/.test(name))
    .join(",")
}
