/**
 * Authenticators of users: registered, renamed, given an end and removed while the organization's row is held.
 *
 * A key that takes over from a founding key becomes a founder too, by its own stamp: when it changes authenticators
 * of the organization in which it is a root authenticator of the founding user. Being registered never makes a
 * founder, because anyone can register anyone's key, and whoever then asked for "my organization" would get his.
 */
import { fault, type KmsParams } from "~protocol"
import {
  type AuthenticatorRecord,
  authenticatorOf,
  claimFoundation,
  deleteAuthenticator,
  insertAuthenticator,
  isFoundedByAny,
  listAuthenticators,
  type NewAuthenticatorRecord,
  type Session,
  updateAuthenticator,
} from "../../store"
import type { Caller } from "../callers"
import {
  changeMembers,
  expiryOf,
  identityOf,
  MAX_AUTHENTICATORS,
  memberOf,
  type PlannersConfig,
  readAuthenticator,
  refuseRegistered,
  refuseRise,
} from "./members"
import type { Planners } from "./plan"
import { foundUser } from "./users"

type AuthenticatorPlanners = Pick<
  Planners,
  "createAuthenticator" | "updateAuthenticator" | "deleteAuthenticator"
>

type Owner = { organizationId: string; username: string }

export function authenticatorPlanners(config: PlannersConfig): AuthenticatorPlanners {
  return {
    async createAuthenticator({ organizationId, username, authenticator, replaceExpirable }, caller, bench) {
      const createdAt = bench.now()
      memberOf(caller, organizationId)
      const made = readAuthenticator(config, authenticator, createdAt)
      return {
        does: "change",
        perform: (session) =>
          changeKeys(session, { organizationId, username }, caller, async (keys) => {
            const left = await makeRoom(session, keys, replaceExpirable === true)
            return addKey(session, { organizationId, username }, left, made, createdAt)
          }),
      }
    },

    async updateAuthenticator({ organizationId, username, authenticatorId, authenticator }, caller, bench) {
      memberOf(caller, organizationId)
      return {
        does: "change",
        perform: (session) =>
          changeKeys(session, { organizationId, username }, caller, async (keys) => {
            const changed = changedKey(foundKey(keys, authenticatorId), authenticator, bench.now())
            await updateAuthenticator(session, changed)
            return changed
          }),
      }
    },

    async deleteAuthenticator({ organizationId, username, authenticatorId }, caller) {
      memberOf(caller, organizationId)
      return {
        does: "change",
        perform: (session) =>
          changeKeys(session, { organizationId, username }, caller, async (keys) => {
            const removed = foundKey(keys, authenticatorId)
            await deleteAuthenticator(session, removed.id)
            return removed
          }),
      }
    },
  }
}

/** Holds the organization while authenticators of one user change; answers the one that it was about. */
function changeKeys(
  session: Session,
  { organizationId, username }: Owner,
  caller: Caller,
  change: (keys: AuthenticatorRecord[]) => Promise<AuthenticatorRecord>,
) {
  return changeMembers(session, caller, organizationId, async () => {
    const user = await foundUser(session, organizationId, username)
    refuseRise(memberOf(caller, organizationId), user.policy)
    await inheritFoundation(session, caller)
    return authenticatorOf(await change(await listAuthenticators(session, organizationId, username)))
  })
}

/** Before anything is removed: the founding key must still be there for another to stand beside it. */
async function inheritFoundation(session: Session, { user, publicKey }: Caller): Promise<void> {
  if (user === null || !user.isRoot) return
  const keys = await listAuthenticators(session, user.organizationId, user.username)
  const identities = keys.flatMap((key) => identityOf(key) ?? [])
  if (!identities.includes(publicKey)) return
  if (await isFoundedByAny(session, user.organizationId, identities)) {
    await claimFoundation(session, publicKey, user.organizationId)
  }
}

async function addKey(
  session: Session,
  owner: Owner,
  keys: readonly AuthenticatorRecord[],
  made: NewAuthenticatorRecord,
  createdAt: number,
): Promise<AuthenticatorRecord> {
  await refuseRegistered(session, owner.organizationId, [made])
  const position = Math.max(-1, ...keys.map((key) => key.position)) + 1
  return insertAuthenticator(session, owner, made, position, createdAt)
}

/** Answers those that are left. */
async function makeRoom(session: Session, keys: AuthenticatorRecord[], mayReplace: boolean) {
  if (keys.length < MAX_AUTHENTICATORS) return keys
  const oldest = mayReplace ? keys.find(({ expiresAt }) => expiresAt !== null) : undefined
  if (oldest === undefined) {
    throw fault("QUOTA_REACHED", { what: "authenticators", limit: MAX_AUTHENTICATORS })
  }
  await deleteAuthenticator(session, oldest.id)
  return keys.filter(({ id }) => id !== oldest.id)
}

function foundKey(keys: readonly AuthenticatorRecord[], authenticatorId: string): AuthenticatorRecord {
  const found = keys.find(({ id }) => id === authenticatorId.toLowerCase())
  if (found === undefined) throw fault("NOT_FOUND", { what: "authenticator" })
  return found
}

type Changes = KmsParams<"updateAuthenticator">["authenticator"]

/** What is not named stays as it is; an end can be moved, and not be taken away. */
function changedKey(
  key: AuthenticatorRecord,
  { authenticatorName, expiresInMs }: Changes,
  now: number,
): AuthenticatorRecord {
  return {
    ...key,
    name: authenticatorName ?? key.name,
    expiresAt: expiryOf(expiresInMs, now) ?? key.expiresAt,
  }
}
