/**
 * Signed checkpoints of the audit log: C2SP signed notes (tlog-checkpoint) under an Ed25519 key. What is signed is
 * the size and the root that the audit log says; whether they are true, its proofs show.
 */
import { createHash } from "node:crypto"
import type { LogKey } from "./keys"

/** Marks Ed25519 in a verifier key and in the hash that names it. */
const ED25519 = 0x01

/** The name of a log, which is also the first line of its checkpoints: each installation has its own. */
export function logNameOf({ publicKey }: LogKey): string {
  return `countersign/log/${createHash("sha256").update(publicKey).digest("hex").slice(0, 16)}`
}

/** `<name>+<hash>+<base64 of the key>`, as C2SP's signed-note has it. */
export function verifierKeyOf(key: LogKey): string {
  const encoded = Buffer.from([ED25519, ...key.publicKey]).toString("base64")
  return `${logNameOf(key)}+${keyHashOf(key).toString("hex")}+${encoded}`
}

export function writeCheckpoint(key: LogKey, tree: { size: number; rootHash: Uint8Array }): string {
  const name = logNameOf(key)
  const text = `${name}\n${tree.size}\n${Buffer.from(tree.rootHash).toString("base64")}\n`
  const signature = Buffer.concat([keyHashOf(key), key.sign(Buffer.from(text))])
  return `${text}\n— ${name} ${signature.toString("base64")}\n`
}

function keyHashOf(key: LogKey): Buffer {
  const digest = createHash("sha256")
    .update(`${logNameOf(key)}\n`)
    .update(Buffer.of(ED25519))
  return digest.update(key.publicKey).digest().subarray(0, 4)
}
