/** The tagged hash of BIP-340: SHA-256 of the tag's hash, twice, and the content. */
import { createHash } from "node:crypto"

export function taggedHash(tag: string, content: Uint8Array): Uint8Array {
  const prefix = createHash("sha256").update(tag, "utf8").digest()
  return createHash("sha256").update(prefix).update(prefix).update(content).digest()
}
