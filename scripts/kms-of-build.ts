/**
 * The KMS that the extension is built for, as two variables say; `src/background/index.ts` reads the same two, and both
 * bundlers write their values in their places. What is left out is made empty: a worker has no variables to look into.
 */
import { type KmsBuild, kmsBuildOf } from "~protocol"

/** Throws where the build was told something that means nothing. */
export function readKmsOfBuild(): KmsBuild {
  const { url, pins } = texts()
  process.env.PLASMO_PUBLIC_KMS_URL = url
  process.env.PLASMO_PUBLIC_KMS_PINS = pins
  return kmsBuildOf({ url, pins })
}

/** What stands in the source, and the text that is written there. */
export function placesOfKms(): Record<string, string> {
  const { url, pins } = texts()
  return {
    "process.env.PLASMO_PUBLIC_KMS_URL": JSON.stringify(url),
    "process.env.PLASMO_PUBLIC_KMS_PINS": JSON.stringify(pins),
  }
}

function texts(): { url: string; pins: string } {
  const { PLASMO_PUBLIC_KMS_URL: url = "", PLASMO_PUBLIC_KMS_PINS: pins = "" } = process.env
  return { url, pins }
}
