/**
 * Organizations and who founded them. Whoever changes the users or authenticators of an organization holds its row
 * until the transaction ends, so that quotas and the last root count what is really there.
 */
import { and, asc, eq, inArray } from "drizzle-orm"
import type { Authenticator, Organization } from "~protocol"
import type { Session } from "./database"
import { type AuthenticatorRecord, insertUser, type NewUserRecord } from "./members"
import { authenticators, founders, organizations, users } from "./schema"

export type OrganizationRecord = typeof organizations.$inferSelect

export type NewOrganization = { name: string; tags: string[]; users: NewUserRecord[]; createdAt: number }

export async function insertOrganization(session: Session, id: string, made: NewOrganization): Promise<void> {
  const { name, tags, createdAt } = made
  await session.insert(organizations).values({ id, name, tags, createdAt, disabledAt: null })
  for (const [position, user] of made.users.entries())
    await insertUser(session, id, user, position, createdAt)
}

/** Waits for whoever changes this organization, then holds it until the transaction ends. */
export async function lockOrganization(session: Session, id: string): Promise<OrganizationRecord | null> {
  const [found] = await session
    .select()
    .from(organizations)
    .where(eq(organizations.id, id))
    .for("no key update")
  return found ?? null
}

export async function organizationExists(session: Session, id: string): Promise<boolean> {
  const found = await session
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, id))
  return found.length === 1
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

/** Whether one of these keys founded this organization. */
export async function isFoundedByAny(session: Session, organizationId: string, keys: readonly string[]) {
  if (keys.length === 0) return false
  const found = await session
    .select()
    .from(founders)
    .where(and(inArray(founders.publicKey, [...keys]), eq(founders.organizationId, organizationId)))
  return found.length > 0
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

/** As the wire shows it. Its times are ISO 8601 text there, whatever their names say. */
export function authenticatorOf(record: AuthenticatorRecord): Authenticator {
  const kept = {
    id: record.id,
    authenticatorName: record.name,
    createdAtMs: new Date(record.createdAt).toISOString(),
    ...(record.expiresAt === null ? {} : { expiresAtMs: new Date(record.expiresAt).toISOString() }),
  }
  const { publicKey, algorithm, oidc } = record
  if (oidc !== null) return { ...kept, authenticatorKind: "oidc", ...oidc }
  if (publicKey === null || algorithm === null) throw new Error("an authenticator has neither key nor source")
  return { ...kept, authenticatorKind: "keypair", publicKey, algorithm }
}
