/**
 * The addresses that a site may bring. Null for any other: what is asked there must come over TLS, or from this very
 * computer, and no name or password is sent along.
 */
const LOOPBACK = new Set(["localhost", "127.0.0.1"])

export function rpcUrlOf(text: string): string | null {
  const url = plainUrlOf(text)
  if (url === null) return null
  const isLocal = url.protocol === "http:" && LOOPBACK.has(url.hostname)
  return url.protocol === "https:" || isLocal ? url.href : null
}

/** Without the slash at its end: paths come after it. */
export function explorerUrlOf(text: string): string | null {
  const url = plainUrlOf(text)
  if (url?.protocol !== "https:") return null
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "")
}

function plainUrlOf(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null
  return url === null || url.username !== "" || url.password !== "" ? null : url
}
