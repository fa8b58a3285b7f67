/**
 * Chainlink's feeds on Ethereum, each the price of something in US dollars with eight decimals, and which assets they
 * are the price of. An asset that is not meant by one has no price: names are never enough.
 */
import type { AssetName, ChainId, Currency } from "~protocol"

/** The chain the feeds are on. */
export const FEED_CHAIN: ChainId = "eip155:1"

const HOUR_MS = 3_600_000

/** Written at least once a day. */
export const FRESH_MS = 26 * HOUR_MS
/** Currencies are not traded at the weekend. */
export const CURRENCY_FRESH_MS = 74 * HOUR_MS

export const assetFeeds = {
  ETH: "0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419",
  BTC: "0xF4030086522a5bEEa4988F8cA5B36dbC97BeE88c",
  SOL: "0x4ffC43a60e009B551865A93d232E33Fce9f01507",
  POL: "0x7bAC85A8a13A4BcD8abb3eB7d6b4d632c5a57676",
  USDC: "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6",
  USDT: "0x3E7d1eAB13ad0104d2750B8863b489D65364e32D",
  DAI: "0xAed0c38402a5d19df6E4c03F4E2DceD6e29c1ee9",
  LINK: "0x2c1d072e956AFFC0D435Cb7AC38EF18d24d9127c",
  UNI: "0x553303d460EE0afB37EdFf9bE42922D8FF63220e",
} as const

export type FeedName = keyof typeof assetFeeds

export const currencyFeeds: Readonly<Record<Exclude<Currency, "USD">, string>> = {
  EUR: "0xb49f677943BC038e9857d61E7d053CaA2C1734C1",
  GBP: "0x5c0Ab2d9b5a7ed9f470386e82BB36A3613cDd4b5",
  CHF: "0x449d117117838fFA61263B61dA6301AA2a88B13A",
  JPY: "0xBcE206caE7f0ec07b545EddE332A47C2F75bbeb3",
  AUD: "0x77F9710E7d0A19669A13c055F62cd80d313dF022",
}

const currencies: Readonly<Record<ChainId, FeedName>> = {
  "eip155:1": "ETH",
  "eip155:10": "ETH",
  "eip155:137": "POL",
  "eip155:8453": "ETH",
  "eip155:42161": "ETH",
  "solana:mainnet": "SOL",
}

/** By the symbol that the wallet's own list has for its address. */
const tokens: Readonly<Record<string, FeedName>> = {
  WETH: "ETH",
  WBTC: "BTC",
  WSOL: "SOL",
  USDC: "USDC",
  USDT: "USDT",
  DAI: "DAI",
  LINK: "LINK",
  UNI: "UNI",
}

/** `listed`: the symbol of the token by the wallet's own list, or null. */
export function feedOf({ chain, address, tokenId }: AssetName, listed: string | null): FeedName | null {
  if (tokenId !== null || !Object.hasOwn(currencies, chain)) return null
  if (address === null) return currencies[chain] ?? null
  return listed !== null && Object.hasOwn(tokens, listed) ? (tokens[listed] ?? null) : null
}
