/**
 * The tables. Nothing in them is worth stealing without the keys of the installation: seeds and account keys are
 * sealed by the signer, evidence by the audit log; keys of authenticators are public, stored answers hold what the
 * caller was already given. Times are epoch milliseconds; keys and digests are text as they stand on the wire.
 */
import { isNull, sql } from "drizzle-orm"
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core"
import type {
  AddressFormat,
  Curve,
  StampAlgorithm,
  UserPolicy,
  VersionedOrganizationPolicy,
  VersionedTransactionPolicy,
} from "~protocol"

const epochMs = (name: string) => bigint(name, { mode: "number" })

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" })

/** How an id token is checked: what it must say, and where the keys of its issuer are. */
export type OidcSource = {
  idTokenClaims: { sub: string; iss?: string | null | undefined; aud?: string[] | null | undefined }
  jwksUrl?: string
  issuerUrl?: string
  jwkSet?: { keys: Record<string, unknown>[] }
}

export const organizations = pgTable("organizations", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  tags: jsonb("tags").$type<string[]>().notNull(),
  createdAt: epochMs("created_at").notNull(),
  /** Set by an operator: from then on every request of it is refused. */
  disabledAt: epochMs("disabled_at"),
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

/** The same key may stand in many organizations, and once in each. One of a key pair has a key, one of OIDC a source. */
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
    kind: text("kind").$type<"keypair" | "oidc">().notNull(),
    publicKey: text("public_key"),
    algorithm: text("algorithm").$type<StampAlgorithm>(),
    oidc: jsonb("oidc").$type<OidcSource>(),
    createdAt: epochMs("created_at").notNull(),
    expiresAt: epochMs("expires_at"),
  },
  (table) => [
    unique().on(table.organizationId, table.publicKey),
    index().on(table.organizationId, table.username),
  ],
)

/**
 * The one organization that a key, or the subject of a trusted issuer, founded; the primary key is what makes two
 * founders at once agree.
 */
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
    kind: text("kind").$type<"mnemonic" | "keypair">().notNull(),
    sealed: text("sealed").notNull(),
    keyVersion: bigint("key_version", { mode: "number" }).notNull(),
    createdAt: epochMs("created_at").notNull(),
  },
  (table) => [index().on(table.organizationId, table.createdAt, table.id), index().on(table.keyVersion)],
)

/** Accounts that were asked for: their addresses, and their keys sealed, so that signing derives nothing. */
export const accounts = pgTable(
  "accounts",
  {
    walletId: uuid("wallet_id").notNull(),
    derivationPath: text("derivation_path").notNull(),
    curve: text("curve").$type<Curve>().notNull(),
    addressFormat: text("address_format").$type<AddressFormat>().notNull(),
    address: text("address").notNull(),
    publicKey: text("public_key").notNull(),
    keyVersion: bigint("key_version", { mode: "number" }).notNull(),
    sealedKey: text("sealed_key").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.walletId, table.derivationPath, table.addressFormat] }),
    index().on(table.address),
  ],
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

/** What an organization may do with a wallet, its owner included where it restricts itself. Never deleted, only ended. */
export const grants = pgTable(
  "grants",
  {
    id: uuid("id").primaryKey(),
    walletId: uuid("wallet_id").notNull(),
    ownerOrganizationId: uuid("owner_organization_id").notNull(),
    organizationId: uuid("organization_id").notNull(),
    /** Empty where the grant has no name. */
    policyName: text("policy_name").notNull(),
    organizationPolicy: jsonb("organization_policy").$type<VersionedOrganizationPolicy>().notNull(),
    transactionPolicy: jsonb("transaction_policy").$type<VersionedTransactionPolicy>(),
    createdAt: epochMs("created_at").notNull(),
    deletedAt: epochMs("deleted_at"),
  },
  (table) => [
    uniqueIndex("grants_live")
      .on(table.walletId, table.organizationId, table.policyName)
      .where(isNull(table.deletedAt)),
    index().on(table.organizationId),
  ],
)

/** Wallets that were offered to another organization and not taken yet, or taken at `settledAt`. */
export const transfers = pgTable(
  "transfers",
  {
    id: uuid("id").primaryKey(),
    walletId: uuid("wallet_id").notNull(),
    ownerOrganizationId: uuid("owner_organization_id").notNull(),
    targetOrganizationId: uuid("target_organization_id").notNull(),
    retainPolicy: jsonb("retain_policy").$type<VersionedOrganizationPolicy>(),
    createdAt: epochMs("created_at").notNull(),
    settledAt: epochMs("settled_at"),
  },
  (table) => [
    uniqueIndex("transfers_open").on(table.walletId).where(isNull(table.settledAt)),
    index().on(table.targetOrganizationId),
  ],
)

/**
 * Requests that change or sign something, by who made them and what they said. `begun`: at work under `decisionId`
 * until `leaseUntil`; `done`: `result` is the answer's exact text; `failed`: it may be begun again.
 */
export const requests = pgTable(
  "requests",
  {
    publicKey: text("public_key").notNull(),
    digest: text("digest").notNull(),
    decisionId: uuid("decision_id").notNull(),
    organizationId: text("organization_id"),
    method: text("method").notNull(),
    state: text("state").$type<"begun" | "done" | "failed">().notNull(),
    createdAt: epochMs("created_at").notNull(),
    leaseUntil: epochMs("lease_until").notNull(),
    result: text("result"),
  },
  (table) => [
    primaryKey({ columns: [table.publicKey, table.digest] }),
    index().on(table.createdAt),
    index("requests_begun").on(table.leaseUntil).where(sql`state = 'begun'`),
  ],
)

/** One row for each holder of limits. Whoever counts for a holder holds its row until the transaction ends. */
export const spendHolders = pgTable("spend_holders", { holder: text("holder").primaryKey() })

/** What was counted, for as long as a window may look back. Amounts are in the smallest unit of the asset. */
export const spends = pgTable(
  "spends",
  {
    holder: text("holder").notNull(),
    asset: text("asset").notNull(),
    at: epochMs("at").notNull(),
    decisionId: uuid("decision_id").notNull(),
    amount: numeric("amount", { precision: 80, scale: 0 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.holder, table.asset, table.decisionId] }),
    index().on(table.holder, table.asset, table.at),
    index().on(table.decisionId),
  ],
)

/** Running sums of windows that rules ask for: everything after `sweptTo`. */
export const spendTotals = pgTable(
  "spend_totals",
  {
    holder: text("holder").notNull(),
    asset: text("asset").notNull(),
    windowMs: bigint("window_ms", { mode: "number" }).notNull(),
    sweptTo: epochMs("swept_to").notNull(),
    total: numeric("total", { precision: 80, scale: 0 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.holder, table.asset, table.windowMs] })],
)

/** The leaves of the audit log, from 0. `leaf` is the entry's exact text, and what is hashed. */
export const logEntries = pgTable(
  "log_entries",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey(),
    leaf: text("leaf").notNull(),
    leafHash: bytea("leaf_hash").notNull(),
    decisionId: text("decision_id").notNull(),
    digest: text("digest"),
  },
  (table) => [index().on(table.digest)],
)

/** Hashes of complete subtrees of the log, by level and place. */
export const logNodes = pgTable(
  "log_nodes",
  {
    level: integer("level").notNull(),
    place: bigint("place", { mode: "number" }).notNull(),
    hash: bytea("hash").notNull(),
  },
  (table) => [primaryKey({ columns: [table.level, table.place] })],
)

/** One row: the size of the log, the hashes on its right edge, and the time of its last entry. Whoever appends holds it. */
export const logHead = pgTable("log_head", {
  id: integer("id").primaryKey(),
  size: bigint("size", { mode: "number" }).notNull(),
  /** Hashes of the complete subtrees that make up the tree, the largest first, in hex. */
  edge: jsonb("edge").$type<string[]>().notNull(),
  at: epochMs("at").notNull(),
})

/** Signed checkpoints that were given out. */
export const logCheckpoints = pgTable("log_checkpoints", {
  size: bigint("size", { mode: "number" }).primaryKey(),
  at: epochMs("at").notNull(),
  text: text("text").notNull(),
})

/** The request behind a decision, sealed under the installation's key, so that a stamp can be checked again. */
export const logEvidence = pgTable("log_evidence", {
  decisionId: uuid("decision_id").primaryKey(),
  sealed: bytea("sealed").notNull(),
})

/** Facts of the installation that must be the same for every process, such as the log's public key. */
export const installation = pgTable("installation", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
})
