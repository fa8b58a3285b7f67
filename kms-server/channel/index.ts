/** The door of the channel: how the processes of the KMS talk, and what a program is told when it starts. */
export type { ApiBoot, CertifierBoot, MeasuredPrograms, PolicyBoot, SignerBoot, Vouching } from "./boot"
export { connectRole, type Patience } from "./connect"
export { type Control, openControl, type ProgramRole, runProgram } from "./control"
export { logFatal } from "./inside"
export type { Link, RemoteRole, Role, ServedRole } from "./role"
export { serveRole } from "./serve"
export { connectRoles } from "./spread"
