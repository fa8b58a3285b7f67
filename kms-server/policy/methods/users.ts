/**
 * Users of an organization: added, changed and removed while its row is held. Where there are as many as there may
 * be, one that has an end may make room; one that has none never does.
 */
import { fault, type KmsParams } from "~protocol"
import {
  countUsers,
  deleteUser,
  findUser,
  insertUser,
  type NewUserRecord,
  oldestExpirableUser,
  type Session,
  type UserRecord,
  updateUser,
} from "../../store"
import {
  changeMembers,
  MAX_USERS,
  memberOf,
  type PlannersConfig,
  readUser,
  refuseMany,
  refuseMistaken,
  refuseRegistered,
  refuseRise,
  refuseTwiceRegistered,
} from "./members"
import { foundOrganization } from "./organizations"
import type { Planners } from "./plan"

type UserPlanners = Pick<
  Planners,
  "addUserToOrganization" | "updateUserInOrganization" | "deleteUserFromOrganization"
>

export function userPlanners(config: PlannersConfig): UserPlanners {
  return {
    async addUserToOrganization({ organizationId, user, replaceExpirable }, caller, bench) {
      const createdAt = bench.now()
      const member = memberOf(caller, organizationId)
      refuseRise(member, user.policy)
      const made = readUser(config, user, createdAt)
      refuseTwiceRegistered(made.authenticators)
      return {
        does: "change",
        async perform(session) {
          await changeMembers(session, caller, organizationId, async () => {
            await makeRoom(session, organizationId, replaceExpirable === true, member.isRoot)
            await addUser(session, organizationId, made, createdAt)
          })
          return foundOrganization(session, organizationId)
        },
      }
    },

    async updateUserInOrganization(params, caller) {
      const { organizationId, username, newPolicy } = params
      const member = memberOf(caller, organizationId)
      refuseMistaken(config, newPolicy)
      return {
        does: "change",
        async perform(session) {
          await changeMembers(session, caller, organizationId, async () => {
            const user = await foundUser(session, organizationId, username)
            const policy = newPolicy ?? user.policy
            refuseRise(member, user.policy, policy)
            await updateUser(session, { ...user, policy, traits: traitsOf(user, params) })
          })
          return foundOrganization(session, organizationId)
        },
      }
    },

    async deleteUserFromOrganization({ organizationId, username }, caller) {
      const member = memberOf(caller, organizationId)
      return {
        does: "change",
        async perform(session) {
          await changeMembers(session, caller, organizationId, async () => {
            refuseRise(member, (await foundUser(session, organizationId, username)).policy)
            await deleteUser(session, organizationId, username)
          })
          return foundOrganization(session, organizationId)
        },
      }
    },
  }
}

export async function foundUser(
  session: Session,
  organizationId: string,
  username: string,
): Promise<UserRecord> {
  const user = await findUser(session, organizationId, username)
  if (user === null) throw fault("NOT_FOUND", { what: "user" })
  return user
}

async function makeRoom(
  session: Session,
  organizationId: string,
  mayReplace: boolean,
  isRoot: boolean,
): Promise<void> {
  const { count } = await countUsers(session, organizationId)
  if (count < MAX_USERS) return
  const oldest = mayReplace ? await oldestExpirableUser(session, organizationId, isRoot) : null
  if (oldest === null) throw fault("QUOTA_REACHED", { what: "users", limit: MAX_USERS })
  await deleteUser(session, organizationId, oldest)
}

async function addUser(
  session: Session,
  organizationId: string,
  made: NewUserRecord,
  createdAt: number,
): Promise<void> {
  if ((await findUser(session, organizationId, made.username)) !== null) {
    throw fault("TAKEN", { what: "a user" })
  }
  await refuseRegistered(session, organizationId, made.authenticators)
  const { next } = await countUsers(session, organizationId)
  await insertUser(session, organizationId, made, next, createdAt)
}

type Traits = Pick<KmsParams<"updateUserInOrganization">, "addTraits" | "removeTraits">

function traitsOf(
  { traits }: UserRecord,
  { addTraits, removeTraits }: Traits,
): Record<string, string> | null {
  if (!addTraits && !removeTraits) return traits
  const changed = new Map(Object.entries({ ...traits, ...addTraits }))
  for (const name of removeTraits ?? []) changed.delete(name)
  const left = Object.fromEntries(changed)
  refuseMany(left)
  return left
}
