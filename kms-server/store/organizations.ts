/**
 * Organizations, their users and authenticators. An authenticator is found by organization and key together,
 * never by key alone: anyone may register anyone's public key in an organization of his own.
 */
import { randomUUID } from "node:crypto"
import { and, asc, eq } from "drizzle-orm"
import type { Organization, StampAlgorithm, UserPolicy } from "~protocol"
import type { Session } from "./database"
import { authenticators, founders, organizations, users } from "./schema"

export type AuthenticatorRecord = {
  name: string
  publicKey: string
  algorithm: StampAlgorithm
  expiresAt: number | null
}

export type UserRecord = {
  username: string
  policy: UserPolicy
  traits: Record<string, string> | null
  expiresAt: number | null
  authenticators: AuthenticatorRecord[]
}

export type NewOrganization = { name: string; tags: string[]; users: UserRecord[]; createdAt: number }

/** An authenticator with the user it speaks for. */
export type KnownAuthenticator = {
  organizationId: string
  publicKey: string
  algorithm: StampAlgorithm
  username: string
  policy: UserPolicy
  userExpiresAt: number | null
  expiresAt: number | null
}

export async function insertOrganization(session: Session, organizationId: string, made: NewOrganization) {
  const { createdAt } = made
  await session
    .insert(organizations)
    .values({ id: organizationId, name: made.name, tags: made.tags, createdAt })
  for (const [position, user] of made.users.entries()) {
    const { username, policy, traits, expiresAt } = user
    await session
      .insert(users)
      .values({ organizationId, username, position, policy, traits, createdAt, expiresAt })
    await session.insert(authenticators).values(
      user.authenticators.map((authenticator, place) => ({
        ...authenticator,
        id: randomUUID(),
        organizationId,
        username,
        position: place,
        createdAt,
      })),
    )
  }
}

/** Makes `organizationId` the one that this key founded. False where the key has founded one already. */
export async function claimFoundation(session: Session, publicKey: string, organizationId: string) {
  const claimed = await session
    .insert(founders)
    .values({ publicKey, organizationId })
    .onConflictDoNothing()
    .returning()
  return claimed.length === 1
}

export async function findFoundedBy(session: Session, publicKey: string): Promise<string | null> {
  const [found] = await session.select().from(founders).where(eq(founders.publicKey, publicKey))
  return found?.organizationId ?? null
}

export async function findAuthenticator(
  session: Session,
  organizationId: string,
  publicKey: string,
): Promise<KnownAuthenticator | null> {
  const [found] = await session
    .select({
      organizationId: authenticators.organizationId,
      publicKey: authenticators.publicKey,
      algorithm: authenticators.algorithm,
      username: users.username,
      policy: users.policy,
      userExpiresAt: users.expiresAt,
      expiresAt: authenticators.expiresAt,
    })
    .from(authenticators)
    .innerJoin(
      users,
      and(
        eq(users.organizationId, authenticators.organizationId),
        eq(users.username, authenticators.username),
      ),
    )
    .where(and(eq(authenticators.organizationId, organizationId), eq(authenticators.publicKey, publicKey)))
  return found ?? null
}

export async function findOrganization(
  session: Session,
  organizationId: string,
): Promise<Organization | null> {
  const [organization] = await session
    .select()
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  if (!organization) return null
  const members = await session
    .select()
    .from(users)
    .where(eq(users.organizationId, organizationId))
    .orderBy(asc(users.position))
  const keys = await session
    .select()
    .from(authenticators)
    .where(eq(authenticators.organizationId, organizationId))
    .orderBy(asc(authenticators.position))
  return {
    organizationId,
    organizationName: organization.name,
    users: members.map((user) => ({
      username: user.username,
      policy: user.policy,
      authenticators: keys.filter((key) => key.username === user.username).map(authenticatorOf),
      ...(user.traits === null ? {} : { traits: user.traits }),
      createdAtMs: user.createdAt,
      ...(user.expiresAt === null ? {} : { expiresAtMs: user.expiresAt }),
    })),
    tags: organization.tags,
  }
}

/** On the wire an authenticator's times are ISO 8601 text, whatever their names say. */
function authenticatorOf(key: typeof authenticators.$inferSelect) {
  return {
    id: key.id,
    authenticatorName: key.name,
    authenticatorKind: "keypair" as const,
    publicKey: key.publicKey,
    algorithm: key.algorithm,
    createdAtMs: new Date(key.createdAt).toISOString(),
    ...(key.expiresAt === null ? {} : { expiresAtMs: new Date(key.expiresAt).toISOString() }),
  }
}
