/** What is wrong with the site itself, by its name alone: on the list of phishing sites, mixed letters, an imitation. */
import type { Risk } from "~protocol"
import { type Appraisal, riskOf } from "./appraisal"
import { imitatedBy, siteOfHost } from "./domains/look-alikes"
import { readableLabel } from "./domains/punycode"
import { mixesScripts } from "./domains/scripts"

export function siteRisks({ origin, phishing }: Appraisal): Risk[] {
  if (origin === null) return []
  const { hostname } = new URL(origin)
  const domain = siteOfHost(hostname) ?? hostname
  if (phishing.type === "listed") return [riskOf("phishing-site", { domain: hostname })]
  if (phishing.type === "allowed") return []
  const like = imitatedBy(hostname) ?? (phishing.type === "fuzzy" ? phishing.like : null)
  const isMixed = hostname.split(".").some((label) => mixesScripts(readableLabel(label)))
  return [
    ...(isMixed ? [riskOf("mixed-script-domain", { domain: hostname })] : []),
    ...(like !== null ? [riskOf("look-alike-domain", { domain, like })] : []),
  ]
}
