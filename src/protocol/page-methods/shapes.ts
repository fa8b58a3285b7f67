/** The shapes that the parameters of pages' methods are made of. */
import * as z from "zod/mini"

/** Standard base64 with padding, as pages carry bytes. */
export const Base64 = z
  .string()
  .check(z.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/))
export const EthereumAddress = z.string().check(z.regex(/^0x[0-9a-fA-F]{40}$/))
export const SolanaAddress = z.string().check(z.regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/))
/** EIP-1474's quantity: hex without leading zeros. */
export const Quantity = z.string().check(z.regex(/^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/))
export const Hash = z.string().check(z.regex(/^0x[0-9a-fA-F]{64}$/))

export const NoParams = z.optional(z.union([z.tuple([]), z.strictObject({}), z.null()]))
export const EthereumAccounts = z.array(EthereumAddress)
