/**
 * The identity of an installation: one key of 32 bytes, from which the certifier makes its root and the log its key.
 * It is made on the first start and never again: a new one would be another installation, and clients would say so.
 */
import { hkdfSync, randomBytes } from "node:crypto"
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const EVIDENCE = "countersign: evidence of the audit log"
const FINGERPRINT = "countersign: fingerprint of the identity"

/** The key in the data directory, which is made where there is none. */
export function openIdentity(dataDirectory: string): Uint8Array {
  mkdirSync(dataDirectory, { recursive: true })
  const file = join(dataDirectory, "identity.key")
  const draft = `${file}.${process.pid}`
  const made = randomBytes(32)
  try {
    writeFileSync(draft, `${made.toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true })
    linkSync(draft, file)
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST")) throw thrown
  } finally {
    rmSync(draft, { force: true })
    made.fill(0)
  }
  return readHexKey(readFileSync(file, "utf8"), `The identity key in ${file}`)
}

/** The key in the data directory, for whoever only looks; makes none. */
export function readIdentity(dataDirectory: string): Uint8Array {
  const file = join(dataDirectory, "identity.key")
  if (!existsSync(file)) {
    throw new Error(
      `There is no identity.key in ${dataDirectory}. Name the directory of the KMS with --data.`,
    )
  }
  return readHexKey(readFileSync(file, "utf8"), `The identity key in ${file}`)
}

/** `name` begins the sentence that says what is wrong; the key itself is never repeated. */
export function readHexKey(text: string, name: string): Uint8Array {
  if (!/^[0-9a-fA-F]{64}$/.test(text.trim())) throw new Error(`${name} is 64 hex digits.`)
  return Uint8Array.from(Buffer.from(text.trim(), "hex"))
}

/** What the policy engine seals evidence with; the identity key itself stays with the certifier. */
export function evidenceKeyOf(identityKey: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", identityKey, "", EVIDENCE, 32))
}

/** Public: it stands in the database, to tell whether this is the same installation. */
export function fingerprintOf(identityKey: Uint8Array): string {
  return Buffer.from(hkdfSync("sha256", identityKey, "", FINGERPRINT, 16)).toString("hex")
}
