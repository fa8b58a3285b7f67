/** The door of the store: PostgreSQL, and nothing else, behind a handful of verbs. */
export * from "./accounts"
export { type DumpReport, dumpDatabase, restoreDatabase } from "./backup"
export {
  type Database,
  inTransaction,
  isDatabaseTrouble,
  migrateDatabase,
  openDatabase,
  type Session,
} from "./database"
export { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded"
export * from "./grants"
export * from "./installation"
export { type AskedUse, type KnownKey, type Look, type Looked, look } from "./looks"
export * from "./members"
export * from "./organizations"
export * from "./overview"
export * from "./requests"
export * from "./resealing"
export { canWrite, isOutOfRoom } from "./room"
export {
  logCheckpoints,
  logEntries,
  logEvidence,
  logHead,
  logNodes,
  type OidcSource,
} from "./schema"
export * from "./spends"
export { findStanding, type Standing } from "./standing"
export { runStatement } from "./statements"
export * from "./transfers"
export { type LogTurn, type RequestTurn, writeTurn } from "./turns"
export { type FoundUse, findUse } from "./uses"
export * from "./wallets"
