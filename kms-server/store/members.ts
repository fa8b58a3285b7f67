/**
 * Users and their authenticators. An authenticator is found by organization and key together, never by key alone:
 * anyone may register anyone's public key in an organization of his own.
 */
import { randomUUID } from "node:crypto"
import { and, asc, count, eq, isNotNull, isNull, max, sql } from "drizzle-orm"
import type { Session } from "./database"
import { authenticators, organizations, users } from "./schema"
import { oncePerSession } from "./statements"

export type UserRecord = typeof users.$inferSelect
export type AuthenticatorRecord = typeof authenticators.$inferSelect

export type NewAuthenticatorRecord = Pick<
  AuthenticatorRecord,
  "name" | "kind" | "publicKey" | "algorithm" | "oidc" | "expiresAt"
>
export type NewUserRecord = Pick<UserRecord, "username" | "policy" | "traits" | "expiresAt"> & {
  authenticators: NewAuthenticatorRecord[]
}

/** An authenticator with the user it speaks for. */
export type KnownAuthenticator = {
  authenticator: AuthenticatorRecord
  user: UserRecord
  organizationDisabledAt: number | null
}

/** By the key where it has one; by the subject of an id token where it has none. */
export type Identity = { publicKey: string } | { subject: string }

function isUser(organizationId: string, username: string) {
  return and(eq(users.organizationId, organizationId), eq(users.username, username))
}

function isOfUser(organizationId: string, username: string) {
  return and(eq(authenticators.organizationId, organizationId), eq(authenticators.username, username))
}

const joined = (session: Session) =>
  session
    .select({
      authenticator: authenticators,
      user: users,
      organizationDisabledAt: organizations.disabledAt,
    })
    .from(authenticators)
    .innerJoin(
      users,
      and(
        eq(users.organizationId, authenticators.organizationId),
        eq(users.username, authenticators.username),
      ),
    )
    .innerJoin(organizations, eq(organizations.id, authenticators.organizationId))

const isOf = eq(authenticators.organizationId, sql.placeholder("organizationId"))
const byAge = [asc(authenticators.createdAt), asc(authenticators.position)]

const findByKey = oncePerSession((session) =>
  joined(session)
    .where(and(isOf, eq(authenticators.publicKey, sql.placeholder("publicKey"))))
    .orderBy(...byAge)
    .prepare("find_authenticators_by_key"),
)

const findBySubject = oncePerSession((session) =>
  joined(session)
    .where(
      and(isOf, sql`${authenticators.oidc} -> 'idTokenClaims' ->> 'sub' = ${sql.placeholder("subject")}`),
    )
    .orderBy(...byAge)
    .prepare("find_authenticators_by_subject"),
)

/** Those of this organization that may be the caller's, in the order in which they were registered. */
export function findAuthenticators(
  session: Session,
  organizationId: string,
  identity: Identity,
): Promise<KnownAuthenticator[]> {
  return "publicKey" in identity
    ? findByKey(session).execute({ organizationId, ...identity })
    : findBySubject(session).execute({ organizationId, ...identity })
}

export async function insertUser(
  session: Session,
  organizationId: string,
  user: NewUserRecord,
  position: number,
  createdAt: number,
): Promise<void> {
  const { username, policy, traits, expiresAt } = user
  await session
    .insert(users)
    .values({ organizationId, username, position, policy, traits, createdAt, expiresAt })
  for (const [place, authenticator] of user.authenticators.entries()) {
    await insertAuthenticator(session, { organizationId, username }, authenticator, place, createdAt)
  }
}

export async function insertAuthenticator(
  session: Session,
  owner: { organizationId: string; username: string },
  made: NewAuthenticatorRecord,
  position: number,
  createdAt: number,
): Promise<AuthenticatorRecord> {
  const record = { ...made, ...owner, id: randomUUID(), position, createdAt }
  await session.insert(authenticators).values(record)
  return record
}

export async function findUser(session: Session, organizationId: string, username: string) {
  const [found] = await session.select().from(users).where(isUser(organizationId, username))
  return found ?? null
}

export async function updateUser(
  session: Session,
  { organizationId, username, policy, traits }: UserRecord,
): Promise<void> {
  await session.update(users).set({ policy, traits }).where(isUser(organizationId, username))
}

/** With all authenticators. */
export async function deleteUser(session: Session, organizationId: string, username: string): Promise<void> {
  await session.delete(authenticators).where(isOfUser(organizationId, username))
  await session.delete(users).where(isUser(organizationId, username))
}

export async function countUsers(session: Session, organizationId: string) {
  const [found] = await session
    .select({ count: count(), last: max(users.position) })
    .from(users)
    .where(eq(users.organizationId, organizationId))
  return { count: found?.count ?? 0, next: (found?.last ?? -1) + 1 }
}

/** The username of the user with an end that was added first, or null where there is none. Roots are left out unless asked for. */
export async function oldestExpirableUser(session: Session, organizationId: string, withRoots: boolean) {
  const [found] = await session
    .select({ username: users.username })
    .from(users)
    .where(
      and(
        eq(users.organizationId, organizationId),
        isNotNull(users.expiresAt),
        withRoots ? undefined : sql`${users.policy} ->> 'type' <> 'ROOT'`,
      ),
    )
    .orderBy(asc(users.createdAt), asc(users.position))
    .limit(1)
  return found?.username ?? null
}

export async function listAuthenticators(session: Session, organizationId: string, username: string) {
  return session
    .select()
    .from(authenticators)
    .where(isOfUser(organizationId, username))
    .orderBy(asc(authenticators.createdAt), asc(authenticators.position))
}

export async function listOidcAuthenticators(session: Session, organizationId: string) {
  return session
    .select()
    .from(authenticators)
    .where(and(eq(authenticators.organizationId, organizationId), eq(authenticators.kind, "oidc")))
}

export async function updateAuthenticator(
  session: Session,
  { id, name, expiresAt }: AuthenticatorRecord,
): Promise<void> {
  await session.update(authenticators).set({ name, expiresAt }).where(eq(authenticators.id, id))
}

export async function deleteAuthenticator(session: Session, id: string): Promise<void> {
  await session.delete(authenticators).where(eq(authenticators.id, id))
}

/** How many authenticators are root and have no end, neither of their own nor of their user. */
export async function countLastingRoots(session: Session, organizationId: string): Promise<number> {
  const [found] = await session
    .select({ count: count() })
    .from(authenticators)
    .innerJoin(
      users,
      and(
        eq(users.organizationId, authenticators.organizationId),
        eq(users.username, authenticators.username),
      ),
    )
    .where(
      and(
        eq(authenticators.organizationId, organizationId),
        isNull(authenticators.expiresAt),
        isNull(users.expiresAt),
        sql`${users.policy} ->> 'type' = 'ROOT'`,
      ),
    )
  return found?.count ?? 0
}
