/**
 * The door of the signer. It knows nothing of users, rules, tables or the network, and imports nothing from the
 * rooms that do.
 */
export { curveOf } from "./addresses"
export { isHardened, parsePath } from "./derive"
export {
  type AuthenticatedOrder,
  authenticateOrder,
  makeOrderKey,
  type Order,
  type OrderKind,
} from "./orders"
export { openSigner, type SealedSeed, type Signer, type SignerConfig } from "./signer"
