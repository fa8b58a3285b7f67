/** The door of the audit room: what happened, in order, in a log that anyone can check and nobody can rewrite unseen. */
export { noteDeed } from "./deeds"
export { checkSpends, leafOf, readLeaf } from "./entries"
export { type AuditLogOptions, openAuditLog, readAudit } from "./log"
export { limitRefusals } from "./refusals"
export type {
  AuditEntry,
  AuditLog,
  Checkpoint,
  ConsistencyProof,
  CountedLimit,
  CountedSpend,
  Evidence,
  InclusionProof,
  NewEntry,
} from "./role"
export { provesGrowth, provesInclusion } from "./tree-checks"
export { type Finding, type VerifyOptions, type VerifyReport, verifyLog } from "./verify"
