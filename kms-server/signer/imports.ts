/**
 * Secrets on their way in. `begin-import` makes a key to encrypt to and keeps nothing: the private half goes out in
 * an envelope that only a master key opens, for the organization that asked, and comes back with the secret.
 *
 * The envelope: key version (4 bytes) ‖ sealed (organization id, 16 bytes ‖ ephemeral seed, 32 bytes). The seed is the
 * X25519 private key (RFC 7748) that the public key belongs to.
 */
import { randomBytes } from "node:crypto"
import { fault } from "~protocol"
import { isSame, spending, spendingSlowly } from "./bytes"
import { decryptWith, x25519PublicKeyOf } from "./hpke"
import { currentKey, keyOfVersion, type MasterKeys } from "./master-keys"
import type { Outcomes, TaskOf } from "./role"
import { type Binding, open, seal } from "./seal"
import { parseSecret, type Secret } from "./secrets"

const VERSION_BYTES = 4
const ORGANIZATION_BYTES = 16
const SEED_BYTES = 32

export function beginImport(keys: MasterKeys, organizationId: string): Outcomes["begin-import"] {
  const { version, keyFor } = currentKey(keys)
  return spending(randomBytes(SEED_BYTES), (seed) => {
    const content = Buffer.concat([idBytesOf(organizationId), seed])
    const sealed = spending(content, () =>
      seal(keyFor["import-envelope"], content, bindingOf(organizationId, version)),
    )
    const head = Buffer.alloc(VERSION_BYTES)
    head.writeUInt32BE(version)
    return { envelope: Uint8Array.from(Buffer.concat([head, sealed])), publicKey: x25519PublicKeyOf(seed) }
  })
}

/** The secret that was brought, which the caller zeroes. */
export async function openImport(keys: MasterKeys, task: TaskOf<"complete-import">): Promise<Secret> {
  return await spendingSlowly(openEnvelope(keys, task), async (seed) => {
    const brought = await decryptWith(seed, "import", task.encryptedSecret).catch(() => null)
    if (brought === null) throw refuse("it was not encrypted to this envelope")
    const secret = spending(brought, () => parseSecret(brought, task.shape))
    if (secret === null) throw refuse("it is not what was announced")
    return secret
  })
}

function openEnvelope(keys: MasterKeys, task: TaskOf<"complete-import">): Uint8Array {
  const { organizationId, envelope } = task
  if (envelope.length < VERSION_BYTES) throw refuse("its envelope does not open here")
  const version = Buffer.from(envelope).readUInt32BE()
  const content = openSealed(keys, organizationId, version, envelope.subarray(VERSION_BYTES))
  return spending(content, () => {
    const seed = content.slice(ORGANIZATION_BYTES)
    const belongs =
      isSame(content.subarray(0, ORGANIZATION_BYTES), idBytesOf(organizationId)) &&
      seed.length === SEED_BYTES &&
      isSame(x25519PublicKeyOf(seed), task.publicKey)
    if (belongs) return seed
    seed.fill(0)
    throw refuse("its envelope does not open here")
  })
}

/** A copy that no pool shares. An envelope comes from outside, so one that does not open is refused, not a mishap. */
function openSealed(
  keys: MasterKeys,
  organizationId: string,
  version: number,
  sealed: Uint8Array,
): Uint8Array {
  try {
    const { keyFor } = keyOfVersion(keys, version)
    const content = open(keyFor["import-envelope"], sealed, bindingOf(organizationId, version))
    return spending(content, () => Uint8Array.from(content))
  } catch {
    throw refuse("its envelope does not open here")
  }
}

function bindingOf(organizationId: string, version: number): Binding {
  return ["import-envelope", organizationId, version]
}

/** A UUID as its 16 bytes. */
function idBytesOf(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex")
}

function refuse(where: string): Error {
  return fault("SECRET_REFUSED", { where })
}
