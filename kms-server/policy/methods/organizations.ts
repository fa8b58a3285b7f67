/**
 * Organizations: made by whoever asks, found by their id, or by the key that founded them. A key founds an
 * organization only by stamping its creation and standing in it as a ROOT user's authenticator; being registered
 * by someone else founds nothing.
 */
import { randomUUID } from "node:crypto"
import { fault, type KmsParams, type Organization } from "~protocol"
import {
  claimFoundation,
  findFoundedBy,
  findOrganization,
  insertOrganization,
  type NewAuthenticatorRecord,
  type NewOrganization,
  type NewUserRecord,
  type Session,
} from "../../store"
import { type Caller, UNSTAMPED } from "../callers"
import { unauthenticated } from "../requests"
import {
  identityOf,
  memberOf,
  type PlannersConfig,
  readUser,
  refuseTwice,
  refuseTwiceRegistered,
  refuseWeak,
} from "./members"
import type { Planners } from "./plan"

type OrganizationPlanners = Pick<
  Planners,
  "createOrganization" | "getOrganization" | "getPhantomOrganization" | "getOrCreatePhantomOrganization"
>

export function organizationPlanners(config: PlannersConfig): OrganizationPlanners {
  return {
    async createOrganization(params, caller, bench) {
      const made = readOrganization(config, params, bench.now())
      const isStamped = caller.publicKey !== UNSTAMPED
      if (isStamped && !made.users.some((user) => hasKey(user, caller))) {
        throw unauthenticated("STAMP_KEY_NOT_REGISTERED")
      }
      return {
        does: "change",
        async perform(session) {
          const organizationId = randomUUID()
          if (isStamped && made.users.some((user) => user.policy.type === "ROOT" && hasKey(user, caller))) {
            await claimFoundation(session, caller.publicKey, organizationId)
          }
          await insertOrganization(session, organizationId, made)
          return foundOrganization(session, organizationId)
        },
      }
    },

    async getOrganization({ organizationId }, caller) {
      memberOf(caller, organizationId)
      return { does: "read", read: (session) => foundOrganization(session, organizationId) }
    },

    async getPhantomOrganization(_params, caller) {
      return {
        does: "read",
        read: async (session) => foundOrganization(session, await findFoundedBy(session, caller.publicKey)),
      }
    },

    async getOrCreatePhantomOrganization({ publicKey }, caller, bench) {
      if (caller.publicKey === UNSTAMPED) throw unauthenticated("STAMP_ABSENT")
      // A subject of an issuer founds by its token, whatever key it stamps with; what it says of the key is not read.
      const isKey = !caller.publicKey.startsWith("oidc:")
      if (isKey && publicKey !== undefined && publicKey !== caller.publicKey) {
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
}

export async function foundOrganization(
  session: Session,
  organizationId: string | null,
): Promise<Organization> {
  const found = organizationId === null ? null : await findOrganization(session, organizationId)
  if (found === null) throw fault("NOT_FOUND", { what: "organization" })
  return found
}

/** Whether this user is the caller, by the key of his stamp or by the issuer and subject of his token. */
function hasKey({ authenticators }: NewUserRecord, { publicKey }: Caller): boolean {
  return authenticators.some((made) => identityOf(made) === publicKey)
}

/** The organization of one browser, or of one subject: the only authenticator of its only user. */
function soleOrganization(caller: Caller, createdAt: number): NewOrganization {
  const root: NewUserRecord = {
    username: "root",
    policy: { type: "ROOT" },
    traits: null,
    expiresAt: null,
    authenticators: [founderOf(caller)],
  }
  return { name: "Countersign", tags: [], users: [root], createdAt }
}

function founderOf({ publicKey, algorithm }: Caller): NewAuthenticatorRecord {
  const kept = { name: "founder", expiresAt: null }
  const [, issuer, subject] = /^oidc:(\S+) (.*)$/s.exec(publicKey) ?? []
  if (issuer !== undefined && subject !== undefined) {
    const oidc = { idTokenClaims: { sub: subject, iss: issuer }, issuerUrl: issuer }
    return { ...kept, kind: "oidc", publicKey: null, algorithm: null, oidc }
  }
  if (algorithm === null) throw unauthenticated("STAMP_ABSENT")
  refuseWeak(algorithm, publicKey)
  return { ...kept, kind: "keypair", publicKey, algorithm, oidc: null }
}

function readOrganization(
  config: PlannersConfig,
  params: KmsParams<"createOrganization">,
  createdAt: number,
): NewOrganization {
  const users = params.users.map((user) => readUser(config, user, createdAt))
  refuseTwice(
    users.map((user) => user.username),
    "two users have one name",
  )
  refuseTwiceRegistered(users.flatMap((user) => user.authenticators))
  return { name: params.organizationName, tags: params.tags ?? [], users, createdAt }
}
