/**
 * The message of Sign-In With Solana, written from what a site asks for, and what is wrong with it: scheme, host and
 * port of its domain are compared with the site's own one by one. It repairs nothing; a person decides.
 */
import type { SignIn, SignInProblem, SolanaSignInInput } from "~protocol"

/** Who would sign, for whom, and when. */
export type Circumstances = { address: string; origin: string; now: number }

/** In the order and the words of the standard. An empty field is one that is not there. */
export function writeSignIn(input: SolanaSignInInput, circumstances: Circumstances): string {
  const { address } = circumstances
  const head = `${domainOf(input, circumstances)} wants you to sign in with your Solana account:\n${address}`
  const fields = [
    ["URI", input.uri],
    ["Version", input.version],
    ["Chain ID", input.chainId],
    ["Nonce", input.nonce],
    ["Issued At", input.issuedAt],
    ["Expiration Time", input.expirationTime],
    ["Not Before", input.notBefore],
    ["Request ID", input.requestId],
  ].flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []))
  const resources = input.resources ? ["Resources:", ...input.resources.map((one) => `- ${one}`)] : []
  const body = [...fields, ...resources].join("\n")
  return [head, input.statement, body].filter((part) => part).join("\n\n")
}

export function signInOf(input: SolanaSignInInput, circumstances: Circumstances): SignIn {
  return {
    standard: "SIWS",
    domain: domainOf(input, circumstances),
    address: circumstances.address,
    statement: input.statement || null,
    uri: input.uri || null,
    chainId: input.chainId || null,
    chainName: null,
    nonce: input.nonce || null,
    issuedAt: input.issuedAt || null,
    expirationTime: input.expirationTime || null,
    notBefore: input.notBefore || null,
    resources: input.resources ?? [],
    problems: problemsOf(input, circumstances),
  }
}

function domainOf({ domain }: SolanaSignInInput, { origin }: Circumstances): string {
  return domain || new URL(origin).host
}

function problemsOf(input: SolanaSignInInput, circumstances: Circumstances): SignInProblem[] {
  const { address, origin, now } = circumstances
  const [issued, expires, starts] = [input.issuedAt, input.expirationTime, input.notBefore].map(timeOf)
  const isMalformed =
    [issued, expires, starts].some(Number.isNaN) ||
    (!!input.uri && !URL.canParse(input.uri)) ||
    (!!input.version && input.version !== "1")
  const found: (SignInProblem | false)[] = [
    ...domainProblems(domainOf(input, circumstances), new URL(origin)),
    input.address !== undefined && input.address !== address && "address-differs",
    expires !== undefined && expires <= now && "expired",
    starts !== undefined && starts > now && "not-yet-valid",
    isMalformed && "malformed",
  ]
  return [...new Set(found.filter((problem) => problem !== false))]
}

/** EIP-4361's domain: an authority, with or without a scheme; a port that is not named is the scheme's own. */
function domainProblems(domain: string, origin: URL): (SignInProblem | false)[] {
  const [, scheme, authority = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#@\\]+)$/i.exec(domain) ?? []
  const named = `${origin.protocol}//${authority}`
  if (!URL.canParse(named)) return ["malformed"]
  const { hostname, port } = new URL(named)
  return [
    scheme !== undefined && `${scheme.toLowerCase()}:` !== origin.protocol && "scheme-differs",
    hostname !== origin.hostname && "host-differs",
    port !== origin.port && "port-differs",
  ]
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i

/** Undefined where nothing is said, NaN where it is no point in time. */
function timeOf(text: string | undefined): number | undefined {
  if (!text) return undefined
  return INSTANT.test(text) ? Date.parse(text) : Number.NaN
}
