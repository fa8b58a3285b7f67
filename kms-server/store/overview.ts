/** What an operator sees of organizations, and the one thing he may do to them: refuse or accept their requests. */
import { asc, count, eq, sql } from "drizzle-orm"
import type { Session } from "./database"
import { authenticators, grants, organizations, users, wallets } from "./schema"

export type OrganizationLine = {
  organizationId: string
  name: string
  createdAt: number
  disabledAt: number | null
  users: number
  wallets: number
}

export type OrganizationDetail = OrganizationLine & {
  members: { username: string; policy: string; expiresAt: number | null; authenticators: number }[]
  grants: number
}

const lines = {
  organizationId: organizations.id,
  name: organizations.name,
  createdAt: organizations.createdAt,
  disabledAt: organizations.disabledAt,
  users: sql<number>`(select count(*)::int from ${users} where ${users.organizationId} = ${organizations}."id")`,
  wallets: sql<number>`(select count(*)::int from ${wallets} where ${wallets.organizationId} = ${organizations}."id")`,
}

export function listOrganizations(
  session: Session,
  limit: number,
  offset: number,
): Promise<OrganizationLine[]> {
  return session
    .select(lines)
    .from(organizations)
    .orderBy(asc(organizations.createdAt), asc(organizations.id))
    .limit(limit)
    .offset(offset)
}

/** Null where there is none; names and counts, and no key. */
export async function describeOrganization(session: Session, id: string): Promise<OrganizationDetail | null> {
  const [line] = await session.select(lines).from(organizations).where(eq(organizations.id, id))
  if (line === undefined) return null
  const members = await session
    .select()
    .from(users)
    .where(eq(users.organizationId, id))
    .orderBy(users.position)
  const keys = await session
    .select({ username: authenticators.username, keys: count() })
    .from(authenticators)
    .where(eq(authenticators.organizationId, id))
    .groupBy(authenticators.username)
  const [granted] = await session
    .select({ grants: count() })
    .from(grants)
    .where(eq(grants.organizationId, id))
  return {
    ...line,
    members: members.map(({ username, policy, expiresAt }) => ({
      ...{ username, expiresAt, policy: "preset" in policy ? policy.preset : policy.type },
      authenticators: keys.find((key) => key.username === username)?.keys ?? 0,
    })),
    grants: granted?.grants ?? 0,
  }
}

/** Epoch ms; null: its requests are accepted again. False where there is no such organization. */
export async function setDisabled(session: Session, id: string, at: number | null): Promise<boolean> {
  const changed = await session
    .update(organizations)
    .set({ disabledAt: at })
    .where(eq(organizations.id, id))
    .returning({ id: organizations.id })
  return changed.length === 1
}
