/** The programs of the KMS as they were built: their bytes, and the measurement of those same bytes. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"

export type ProgramName = "policy" | "signer" | "certifier" | "api"

export const programNames: readonly ProgramName[] = ["policy", "signer", "certifier", "api"]

/** Read once: what is measured is what is started, also when the files change later. */
export type Bundles = Readonly<Record<ProgramName, Uint8Array>>

export function readBundles(folder: string): Bundles {
  const read = (name: ProgramName): Uint8Array => {
    try {
      return readFileSync(join(folder, `${name}.mjs`))
    } catch (cause) {
      throw new Error(`There is no ${name}.mjs in ${folder}. Build the programs first: npm run build.`, {
        cause,
      })
    }
  }
  return { policy: read("policy"), signer: read("signer"), certifier: read("certifier"), api: read("api") }
}

/** SHA-384, 48 bytes. */
export function measurementOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash("sha384").update(bytes).digest())
}

/**
 * The launcher measures itself by the file that it was started from. Started from its sources it has no such file,
 * and its measurement is zeros, which no client that compares it accepts.
 */
export function measureLauncher(file: string | undefined): Uint8Array {
  const isBuilt = file?.endsWith("kms-server.mjs") ?? false
  return file !== undefined && isBuilt ? measurementOf(readFileSync(file)) : new Uint8Array(48)
}
