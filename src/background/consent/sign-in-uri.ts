/** A URI as RFC 3986 writes it: a scheme, perhaps an authority, a path, perhaps a query and a fragment, in ASCII. */

const CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
const NAME = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
const AUTHORITY = `(?:(?:${NAME}|:)*@)?(\\[[0-9A-Fa-f:.]+\\]|${NAME}*)(?::[0-9]*)?`
const PATH = `(?:${CHARACTER}|/)*`
const REST = `(?:${CHARACTER}|[/?])*`
const URI = new RegExp(
  `^[A-Za-z][A-Za-z0-9+.-]*:(?://${AUTHORITY}(?=[/?#]|$))?${PATH}(?:\\?${REST})?(?:#${REST})?$`,
)

export function isUri(text: string): boolean {
  const match = URI.exec(text)
  const host = match?.[1] ?? ""
  return match !== null && !/^[A-Za-z0-9+.-]+:$/.test(text) && (!host.startsWith("[") || isAddress(host))
}

/** In its brackets, by the one parser that every browser has for it. */
function isAddress(host: string): boolean {
  return URL.canParse(`http://${host}/`)
}
