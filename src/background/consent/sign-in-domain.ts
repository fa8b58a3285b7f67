/**
 * Compares the domain of a sign-in with the origin that asks for it: scheme, host and port one by one, so that what
 * differs can be named. A part that the message leaves out is not compared.
 */
import type { SignInProblem } from "~protocol"

type Claimed = { domain: string; scheme: string | null }

/**
 * A host with an optional port. A user before the host would let one site look like another (`known.example@evil`),
 * and what is not ASCII is written in Punycode.
 */
const AUTHORITY =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?$/

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" }

export function domainProblems({ domain, scheme }: Claimed, origin: string): SignInProblem[] {
  const { protocol, hostname, port } = new URL(origin)
  const [, host, claimedPort] = AUTHORITY.exec(domain) ?? []
  if (host === undefined) return ["malformed"]
  const problems: SignInProblem[] = []
  if (scheme !== null && `${scheme.toLowerCase()}:` !== protocol) problems.push("scheme-differs")
  if (host.toLowerCase() !== hostname) problems.push("host-differs")
  const actualPort = port === "" ? PORTS[protocol] : port
  if (claimedPort !== undefined && Number(claimedPort) !== Number(actualPort)) problems.push("port-differs")
  return problems
}
