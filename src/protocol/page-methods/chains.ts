/** Which Ethereum chain a site is on, and which chains and tokens the wallet knows. */
import * as z from "zod/mini"
import { EthereumAddress, NoParams, Quantity } from "./shapes"

const Url = z.string().check(z.minLength(1), z.maxLength(512))
const Urls = z.nullish(z.array(Url).check(z.maxLength(16)))
/** Seen as it is written: no characters that hide, or that turn the others around. */
const Label = z.string().check(z.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u))
const Ticker = z.string().check(z.regex(/^[^\p{C}\p{Z}]{1,11}$/u))

/** EIP-3085. Of a chain that the wallet knows, everything but the id is passed over. */
export const EthereumChainRequest = z.strictObject({
  chainId: Quantity,
  chainName: z.optional(Label),
  nativeCurrency: z.nullish(z.strictObject({ name: z.optional(Label), symbol: Ticker, decimals: z.int() })),
  rpcUrls: Urls,
  blockExplorerUrls: Urls,
  iconUrls: Urls,
})
export type EthereumChainRequest = z.infer<typeof EthereumChainRequest>

/** EIP-747. The picture is never loaded. */
export const AssetRequest = z.strictObject({
  type: z.string().check(z.maxLength(16)),
  options: z.strictObject({
    address: EthereumAddress,
    symbol: z.nullish(z.string().check(z.maxLength(32))),
    decimals: z.nullish(z.union([z.int(), z.string().check(z.regex(/^[0-9]{1,3}$/))])),
    image: z.nullish(z.string()),
    name: z.nullish(z.string().check(z.maxLength(128))),
    tokenId: z.nullish(z.string().check(z.maxLength(80))),
    chainId: z.nullish(z.union([Quantity, z.int().check(z.positive())])),
  }),
})
export type AssetRequest = z.infer<typeof AssetRequest>

export const chainMethods = {
  eth_chainId: { asked: NoParams, answered: Quantity },
  net_version: { asked: NoParams, answered: z.string() },
  wallet_addEthereumChain: { asked: z.tuple([EthereumChainRequest]), answered: z.null() },
  wallet_switchEthereumChain: { asked: z.tuple([z.strictObject({ chainId: Quantity })]), answered: z.null() },
  /** The standard gives an object; some libraries put it into an array. */
  wallet_watchAsset: {
    asked: z.union([AssetRequest, z.tuple([AssetRequest])]),
    answered: z.literal(true),
  },
} as const
