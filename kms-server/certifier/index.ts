/** The door of the certifier: it says which programs this KMS runs, and signs checkpoints of the audit log. */
export { type CertifierConfig, openCertifier } from "./certifier"
export type { AttestationRequest, Certifier, Measurements } from "./role"
