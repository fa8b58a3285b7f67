/** The door of the launcher: it starts the parts of the KMS, measured and apart from each other, and keeps them. */
export { type Bundles, measurementOf, type ProgramName, programNames, readBundles } from "./bundles"
export { evidenceKeyOf, fingerprintOf, openIdentity, readHexKey, readIdentity } from "./identity"
export { type LaunchConfig, type Launched, launch } from "./launch"
export { findRunning, type KmsStatus, type OperatorRole, type RotationStatus } from "./operators"
export type { Endurance, PartStatus } from "./part"
export { databaseFolderIn, type KeptPostgres, keepPostgres } from "./postgres"
export { type Progress, rotateMasterKey, type SignerTerms } from "./rotation"
export { type RunningKms, type ServeConfig, serveKms } from "./serve"
