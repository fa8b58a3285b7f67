/**
 * The door of the signer. It knows nothing of users, rules, tables or the network, and imports nothing from the
 * rooms that do.
 */
export { curveOf } from "./addresses"
export { keyVersionOf } from "./master-keys"
export { authenticateOrder, makeOrderKey } from "./orders"
export { canonicalPath, isHardened, parsePath } from "./paths"
export type * from "./role"
export { type OpenSigner, openSigner, type SignerConfig } from "./signer"
