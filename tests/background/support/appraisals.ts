/** Consents as vectors write them, in short: what a vector leaves out is the plainest thing there is. */

import * as z from "zod/mini"
import { type Asked, appraise, type Known, noVerdict } from "~background/risks"
import { ConsentSubject, Reading, type Risk } from "~protocol"

export const OUR_ETHEREUM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
export const OUR_SOLANA = "7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q"
const CONTRACT = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"

const ethereumChain = { id: "eip155:1", name: "Ethereum", symbol: "ETH", decimals: 18 }
const solanaChain = { id: "solana:mainnet", name: "Solana", symbol: "SOL", decimals: 9 }
const ours = {
  ethereum: { account: { family: "ethereum", address: OUR_ETHEREUM }, chain: ethereumChain },
  solana: { account: { family: "solana", address: OUR_SOLANA }, chain: solanaChain },
}

const Input = z.strictObject({
  origin: z.optional(z.nullable(z.string())),
  family: z.optional(z.enum(["ethereum", "solana"])),
  subject: z.record(z.string(), z.unknown()),
  readings: z.optional(z.array(z.record(z.string(), z.unknown()))),
  known: z.optional(z.record(z.string(), z.unknown())),
  siteChain: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
})
export type Input = z.infer<typeof Input>

const plainCalls = {
  ethereum: {
    ...{ family: "ethereum", action: "call", to: CONTRACT, wei: "0", data: "0x12345678" },
    ...{ gas: "100000", maxFeeWei: "1000000000000000" },
  },
  solana: {
    ...{ family: "solana", version: "0", feePayer: OUR_SOLANA, feeLamports: "5000" },
    ...{ instructions: [], lookupTables: [] },
  },
}

const plainReading = {
  ...{ how: "exact", action: { type: "call" }, target: CONTRACT, protocol: null, signature: null },
  ...{ members: [], flaws: [], inside: [], data: null },
}

export function appraiseInput(given: unknown): Risk[] {
  const { origin = "https://dapp.example", family = "ethereum", subject, ...rest } = Input.parse(given)
  const siteChain = rest.siteChain === undefined ? ethereumChain : (rest.siteChain as Asked["siteChain"])
  const { tokens = [], ...known } = (rest.known ?? {}) as Partial<Known> & { tokens?: string[] }
  return appraise(
    { origin, siteChain, subject: ConsentSubject.parse(subjectOf(subject, family)) },
    (rest.readings ?? []).map((reading) => Reading.parse(readingOf(reading, family))),
    {
      ownAddresses: [OUR_ETHEREUM, OUR_SOLANA],
      recipients: [],
      holdings: [],
      phishing: noVerdict,
      simulation: { status: "pending" },
      ...known,
      isToken: (address) => tokens.includes(address),
    },
  )
}

type Shape = Record<string, unknown>

function subjectOf(given: Shape, family: "ethereum" | "solana"): unknown {
  const [{ account, chain }, plainCall] = [ours[family], plainCalls[family]]
  switch (given.kind) {
    case "message":
      return {
        ...{ account, bytes: bytesOf(given.text), text: null, connects: false, ...given },
        signIn: given.signIn ? { chainName: null, ...given.signIn } : null,
      }
    case "typedData":
      return { account, chain, primaryType: "Mail", domain: [], message: [], ...given }
    case "transaction": {
      const call = { ...plainCall, ...(given.call as Shape | undefined) }
      return { account, chain, submits: true, replaces: null, ...given, call }
    }
    case "batch": {
      const calls = (given.calls as Shape[]).map((call) => ({ ...plainCall, ...call }))
      return { account, chain, submits: true, ...given, calls }
    }
    case "connect":
      return {
        ...{ accounts: [account], chains: [], lifeMs: null, allowance: { limits: [], lifeMs: 1 } },
        ...{ offered: { accounts: [account], chains: [] }, ...given },
      }
    default:
      return given
  }
}

function bytesOf(text: unknown): string {
  return `0x${Buffer.from(typeof text === "string" ? text : "").toString("hex")}`
}

function readingOf(given: Shape, family: "ethereum" | "solana"): unknown {
  const action = given.action as Shape | undefined
  const inside = ((given.inside as Shape[] | undefined) ?? []).map((inner) => readingOf(inner, family))
  const asset = { chain: ours[family].chain.id, address: null, tokenId: null }
  const whole = action && withAssets(action, asset)
  return { ...plainReading, ...given, ...(whole ? { action: whole } : {}), inside }
}

/** The asset of an action in short: its address, or nothing for the chain's own currency. */
function withAssets(action: Shape, plain: Shape): Shape {
  const assetOf = (short: unknown) => ({ ...plain, ...(typeof short === "string" ? { address: short } : {}) })
  const amounts = (list: unknown) =>
    (list as { asset?: string; amount: string | null }[]).map(({ asset, amount }) => ({
      asset: assetOf(asset),
      amount,
    }))
  const { type } = action
  if (type === "order" || type === "swap") {
    return { ...action, give: amounts(action.give), get: amounts(action.get) }
  }
  if (type === "approve") return { adds: false, expiresAt: null, ...action, asset: assetOf(action.asset) }
  const hasAsset = ["send", "approve-all", "wrap", "mint", "burn", "stake", "unstake"].includes(String(type))
  return hasAsset ? { ...action, asset: assetOf(action.asset) } : action
}
