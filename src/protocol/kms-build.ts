/**
 * Which KMS an extension is built for: where it is, and what has to be known of it beforehand. Both are said when the
 * extension is built, because whoever could say them later could name another.
 */
import * as z from "zod/mini"
import { LOCAL_KMS_URL } from "./local"

const Measurement = z.string().check(z.regex(/^[0-9a-f]{96}$/))

/** What a KMS has to prove: its root certificate (PEM), the verifier key of its log, and SHA-384 in hex of its programs. */
export const KmsPins = z.strictObject({
  rootCertificate: z.string().check(z.startsWith("-----BEGIN CERTIFICATE-----")),
  logKey: z.string().check(z.regex(/^\S+\+[0-9a-f]{8}\+\S+$/)),
  measurements: z.strictObject({
    launcher: Measurement,
    policy: Measurement,
    signer: Measurement,
    certifier: Measurement,
    api: Measurement,
  }),
})
export type KmsPins = z.infer<typeof KmsPins>

/** `url` is the base address of its API. Without `pins` what stands there is believed. */
export type KmsBuild = { url: string; pins?: KmsPins }

/** What the build was told, as text; what was left out is undefined or empty. */
export type KmsBuildTexts = { url?: string | undefined; pins?: string | undefined }

/** The KMS of this build, the local one unless said otherwise. Throws where a text means nothing. */
export function kmsBuildOf({ url, pins }: KmsBuildTexts): KmsBuild {
  const address = url ? baseUrlOf(url) : LOCAL_KMS_URL
  return pins ? { url: address, pins: pinsOf(pins) } : { url: address }
}

/** As the extension may reach it: over https, or on this computer. */
function baseUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isHere = url?.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname)
  const isBare = url !== null && url.username === "" && url.search === "" && url.hash === ""
  if (!isBare || (url.protocol !== "https:" && !isHere)) {
    throw new Error("The address of the KMS is not one over https, or on this computer.")
  }
  return url.href.replace(/\/+$/, "")
}

function pinsOf(text: string): KmsPins {
  const { success, data, error } = KmsPins.safeParse(jsonOf(text))
  if (!success) {
    const [issue] = error.issues
    const place = (issue?.path ?? []).join(".") || "the whole"
    throw new Error(`What is known of the KMS is not as it should be: ${place}.`)
  }
  return data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
