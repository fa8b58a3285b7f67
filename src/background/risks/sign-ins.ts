/** What a sign-in says of itself that is not so, each with the part that differs: what it says, and what is. */
import type { Risk, SignIn, SignInProblem } from "~protocol"
import { type Appraisal, riskOf } from "./appraisal"

type Problem = { signIn: SignIn; text: string; site: URL | null }

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" }

const risksOf: { [P in SignInProblem]: (of: Problem) => Risk } = {
  "scheme-differs": ({ text, site }) =>
    riskOf("sign-in-other-scheme", { said: schemeIn(text), is: (site?.protocol ?? "").slice(0, -1) }),
  "host-differs": ({ signIn, site }) =>
    riskOf("sign-in-other-host", { said: hostIn(signIn.domain), is: site?.hostname ?? "" }),
  "port-differs": ({ signIn, site }) =>
    riskOf("sign-in-other-port", { said: portIn(signIn.domain), is: withPort(site) }),
  "address-differs": ({ signIn }) => riskOf("sign-in-other-address", { said: signIn.address }),
  "chain-differs": ({ signIn }) => riskOf("sign-in-other-chain", { said: signIn.chainId ?? "" }),
  expired: () => riskOf("sign-in-expired", {}),
  "not-yet-valid": () => riskOf("sign-in-not-yet-valid", {}),
  malformed: () => riskOf("sign-in-malformed", {}),
}

export function signInRisks({ subject, origin }: Appraisal): Risk[] {
  if (subject.kind !== "message" || subject.signIn === null) return []
  const { signIn, text } = subject
  const site = origin === null ? null : new URL(origin)
  return signIn.problems.map((problem) => risksOf[problem]({ signIn, text: text ?? "", site }))
}

function schemeIn(text: string): string {
  return /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1] ?? ""
}

function hostIn(domain: string): string {
  return domain.replace(/:\d+$/, "")
}

function portIn(domain: string): string {
  return /:(\d+)$/.exec(domain)?.[1] ?? ""
}

function withPort(site: URL | null): string {
  if (site === null) return ""
  return `${site.hostname}:${site.port === "" ? PORTS[site.protocol] : site.port}`
}
