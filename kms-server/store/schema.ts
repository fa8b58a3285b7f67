/**
 * The tables. Nothing in them is worth stealing without the master key: seeds are sealed by the signer, keys of
 * authenticators are public, stored answers hold what the caller was already given.
 * Times are epoch milliseconds; keys and digests are text as they stand on the wire.
 */
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core"
import type { StampAlgorithm, UserPolicy } from "~protocol"

const epochMs = (name: string) => bigint(name, { mode: "number" })

export const organizations = pgTable("organizations", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  tags: jsonb("tags").$type<string[]>().notNull(),
  createdAt: epochMs("created_at").notNull(),
})

export const users = pgTable(
  "users",
  {
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id),
    username: text("username").notNull(),
    position: integer("position").notNull(),
    policy: jsonb("policy").$type<UserPolicy>().notNull(),
    traits: jsonb("traits").$type<Record<string, string>>(),
    createdAt: epochMs("created_at").notNull(),
    expiresAt: epochMs("expires_at"),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.username] })],
)

/** The same key may stand in many organizations, and once in each. */
export const authenticators = pgTable(
  "authenticators",
  {
    id: uuid("id").primaryKey(),
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id),
    username: text("username").notNull(),
    position: integer("position").notNull(),
    name: text("name").notNull(),
    publicKey: text("public_key").notNull(),
    algorithm: text("algorithm").$type<StampAlgorithm>().notNull(),
    createdAt: epochMs("created_at").notNull(),
    expiresAt: epochMs("expires_at"),
  },
  (table) => [unique().on(table.organizationId, table.publicKey)],
)

/** The one organization that a key founded; the primary key is what makes two founders at once agree. */
export const founders = pgTable("founders", {
  publicKey: text("public_key").primaryKey(),
  organizationId: uuid("organization_id").notNull(),
})

export const wallets = pgTable(
  "wallets",
  {
    id: uuid("id").primaryKey(),
    organizationId: uuid("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    tags: jsonb("tags").$type<string[]>().notNull(),
    sealedSeed: text("sealed_seed").notNull(),
    keyVersion: integer("key_version").notNull(),
    createdAt: epochMs("created_at").notNull(),
  },
  (table) => [index().on(table.organizationId, table.createdAt, table.id)],
)

/** The first wallet to take a tag keeps it. */
export const walletTags = pgTable(
  "wallet_tags",
  {
    organizationId: uuid("organization_id").notNull(),
    tag: text("tag").notNull(),
    walletId: uuid("wallet_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.tag] })],
)

/**
 * Requests that change or sign something, by who made them and what they said. `result` is the answer's exact
 * text; `settled` says that the audit log holds the outcome.
 */
export const requests = pgTable(
  "requests",
  {
    publicKey: text("public_key").notNull(),
    digest: text("digest").notNull(),
    decisionId: uuid("decision_id").notNull(),
    organizationId: text("organization_id"),
    method: text("method").notNull(),
    createdAt: epochMs("created_at").notNull(),
    result: text("result"),
    settled: boolean("settled").notNull(),
  },
  (table) => [primaryKey({ columns: [table.publicKey, table.digest] }), index().on(table.createdAt)],
)

export const auditEntries = pgTable("audit_entries", {
  seq: bigint("seq", { mode: "number" }).primaryKey(),
  at: epochMs("at").notNull(),
  kind: text("kind").$type<"intent" | "result" | "refusal">().notNull(),
  decisionId: text("decision_id").notNull(),
  organizationId: text("organization_id"),
  authenticator: text("authenticator"),
  method: text("method"),
  digest: text("digest"),
  outcome: text("outcome").notNull(),
  hash: text("hash").notNull(),
})

/** One row: the last entry's place, hash and time. Whoever appends holds it. */
export const auditHead = pgTable("audit_head", {
  id: integer("id").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: text("hash").notNull(),
  at: epochMs("at").notNull(),
})
