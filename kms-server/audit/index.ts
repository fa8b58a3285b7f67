/** The door of the audit room: what happened, in order, in a chain that shows when an entry is changed. */
export { type AuditEntry, type AuditLog, type NewEntry, openAuditLog, readAudit, verifyAudit } from "./log"
export { limitRefusals } from "./refusals"
