/**
 * Organizations: made by whoever asks, found by their id, or by the key that founded them. A key founds an
 * organization only by stamping its creation and standing in it as a ROOT user's authenticator; being registered
 * by someone else founds nothing.
 */
import { randomUUID } from "node:crypto"
import { fault, type KmsParams, type Organization, type StampAlgorithm } from "~protocol"
import {
  claimFoundation,
  findFoundedBy,
  findOrganization,
  insertOrganization,
  type NewOrganization,
  type Session,
  type UserRecord,
} from "../../store"
import type { Caller } from "../callers"
import { weaknessOf } from "../keys"
import { unauthenticated } from "../requests"
import type { Planners } from "./plan"

type NewUser = KmsParams<"createOrganization">["users"][number]
type NewKey = NewUser["authenticators"][number]

const MAX_EXPIRY_MS = 100 * 365 * 24 * 60 * 60 * 1000

type OrganizationPlanners = Pick<
  Planners,
  "createOrganization" | "getOrganization" | "getPhantomOrganization" | "getOrCreatePhantomOrganization"
>

export const organizationPlanners: OrganizationPlanners = {
  async createOrganization(params, caller, bench) {
    const made = readOrganization(params, bench.now())
    const keys = made.users.flatMap((user) => user.authenticators)
    const stamped = caller.algorithm !== null
    if (stamped && !keys.some((key) => key.publicKey === caller.publicKey)) {
      throw unauthenticated("STAMP_KEY_NOT_REGISTERED")
    }
    return {
      does: "change",
      async perform(session) {
        const organizationId = randomUUID()
        if (stamped && isRootKey(made, caller.publicKey)) {
          await claimFoundation(session, caller.publicKey, organizationId)
        }
        await insertOrganization(session, organizationId, made)
        return foundOrganization(session, organizationId)
      },
    }
  },

  async getOrganization({ organizationId }, _caller, { session }) {
    return { does: "read", result: await foundOrganization(session, organizationId) }
  },

  async getPhantomOrganization(_params, caller, { session }) {
    const organizationId = await findFoundedBy(session, caller.publicKey)
    return { does: "read", result: await foundOrganization(session, organizationId) }
  },

  async getOrCreatePhantomOrganization({ publicKey }, caller, bench) {
    if (publicKey !== undefined && publicKey !== caller.publicKey) {
      throw fault("KEY_REFUSED", { where: "it is not the key of the stamp" })
    }
    const made = soleOrganization(caller, bench.now())
    return {
      does: "change",
      async perform(session) {
        const organizationId = randomUUID()
        const isFirst = await claimFoundation(session, caller.publicKey, organizationId)
        if (isFirst) await insertOrganization(session, organizationId, made)
        return foundOrganization(session, await findFoundedBy(session, caller.publicKey))
      },
    }
  },
}

async function foundOrganization(session: Session, organizationId: string | null): Promise<Organization> {
  const found = organizationId === null ? null : await findOrganization(session, organizationId)
  if (found === null) throw fault("NOT_FOUND", { what: "organization" })
  return found
}

function isRootKey(made: NewOrganization, publicKey: string): boolean {
  return made.users.some(
    (user) => user.policy.type === "ROOT" && user.authenticators.some((key) => key.publicKey === publicKey),
  )
}

/** The organization of one browser: its key is the only authenticator of its only user. */
function soleOrganization({ publicKey, algorithm }: Caller, createdAt: number): NewOrganization {
  if (algorithm === null) throw unauthenticated("STAMP_ABSENT")
  refuseWeak(algorithm, publicKey)
  const authenticator = { name: "founder", publicKey, algorithm, expiresAt: null }
  const root: UserRecord = {
    username: "root",
    policy: { type: "ROOT" },
    traits: null,
    expiresAt: null,
    authenticators: [authenticator],
  }
  return { name: "Countersign", tags: [], users: [root], createdAt }
}

function readOrganization(params: KmsParams<"createOrganization">, createdAt: number): NewOrganization {
  const users = params.users.map((user) => readUser(user, createdAt))
  refuseTwice(
    users.map((user) => user.username),
    () => fault("BODY_MALFORMED", { where: "two users have one name" }),
  )
  refuseTwice(
    users.flatMap((user) => user.authenticators.map((key) => key.publicKey)),
    () => fault("KEY_REFUSED", { where: "it is registered twice" }),
  )
  return { name: params.organizationName, tags: params.tags ?? [], users, createdAt }
}

function readUser(user: NewUser, createdAt: number): UserRecord {
  return {
    username: user.username,
    policy: user.policy,
    traits: user.traits ?? null,
    expiresAt: expiryOf(user.expiresInMs, createdAt),
    authenticators: user.authenticators.map((key) => readKey(key, createdAt)),
  }
}

function readKey(key: NewKey, createdAt: number) {
  const publicKey =
    typeof key.publicKey === "string" ? key.publicKey : Buffer.from(key.publicKey).toString("base64url")
  refuseWeak(key.algorithm, publicKey)
  const expiresAt = expiryOf(key.expiresInMs, createdAt)
  return { name: key.authenticatorName, publicKey, algorithm: key.algorithm, expiresAt }
}

function refuseWeak(algorithm: StampAlgorithm, publicKey: string): void {
  const weakness = weaknessOf(algorithm, publicKey)
  if (weakness !== null) throw fault("KEY_REFUSED", { where: weakness })
}

function refuseTwice(names: string[], refusal: () => Error): void {
  if (new Set(names).size !== names.length) throw refusal()
}

function expiryOf(expiresInMs: number | undefined, createdAt: number): number | null {
  if (expiresInMs === undefined) return null
  if (expiresInMs > MAX_EXPIRY_MS) {
    throw fault("BODY_MALFORMED", { where: "an expiry lies more than a century ahead" })
  }
  return createdAt + expiresInMs
}
