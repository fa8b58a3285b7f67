/** The door of the store: PostgreSQL, and nothing else, behind a handful of verbs. */
export { type Database, inTransaction, isDatabaseTrouble, openDatabase, type Session } from "./database"
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded"
export * from "./organizations"
export * from "./requests"
export { auditEntries, auditHead } from "./schema"
export * from "./wallets"
