/** Readings in one line each, the way that the vectors write down what they expect. */
import { readdirSync, readFileSync } from "node:fs"
import type { Action, AssetAmount, AssetName, Reading, ReadMember } from "~protocol"

export type Vector = {
  name: string
  source: { repository: string; path: string; commit: string; transaction?: string }
  /** A call; `from` is null where the source does not say who made it. */
  call?: { chain: string; from: null; to: string | null; wei: string; data: string }
  /** The same as the network has it, with its signature. */
  signed?: string
  document?: { chain: string; typedData: object }
  expect: {
    how: Reading["how"]
    is: string
    signature?: string
    inside?: string[]
    /** What is inside the first of those. */
    deeper?: string[]
    flaws?: string[]
    structHash?: string
  }
  /** What the source says is in it: values, `1.5e18` for a decimal one. */
  states: string[]
}

const folder = "tests/vectors/readings/ethereum"

export const vectors: Vector[] = readdirSync(folder).flatMap((file) =>
  JSON.parse(readFileSync(`${folder}/${file}`, "utf8")),
)

/** `me` stands for the account. */
export function lineOf(reading: Reading, account: string): string {
  return `${reading.how} ${actionLine(reading.action)}`.replaceAll(account, "me")
}

export function actionLine(action: Action): string {
  switch (action.type) {
    case "send":
      return `send ${amountLine(action)} from ${action.from} to ${action.to}`
    case "approve": {
      const amount = `${action.amount ?? "unbounded"} ${assetLine(action.asset)}`
      const until = action.expiresAt === null ? "" : ` until ${action.expiresAt}`
      return `approve ${amount} to ${action.spender}${action.adds ? " adding" : ""}${until}`
    }
    case "approve-all":
      return `${action.approved ? "approve-all" : "revoke-all"} ${assetLine(action.asset)} to ${action.operator}`
    case "swap":
      return `swap ${listLine(action.give)} for ${listLine(action.get)} to ${action.recipient}`
    case "order": {
      const until = action.expiresAt === null ? "" : ` until ${action.expiresAt}`
      return `order ${listLine(action.give)} for ${listLine(action.get)} to ${action.recipient}${until}`
    }
    case "wrap":
      return `${action.unwraps ? "unwrap" : "wrap"} ${amountLine(action)}`
    case "stake":
      return `stake ${amountLine(action)} with ${action.with}`
    case "create":
      return action.destroys ? "create what destroys itself" : "create"
    case "transfer-ownership":
      return `transfer-ownership of ${action.of} to ${action.to}`
    default:
      return action.type
  }
}

/** All texts in it, however deep. */
export function leavesOf(members: readonly ReadMember[]): string[] {
  return members.flatMap(({ value }) => (typeof value === "string" ? [value] : leavesOf(value)))
}

/** The reading and all that are inside it. */
export function allOf(reading: Reading): Reading[] {
  return [reading, ...reading.inside.flatMap(allOf)]
}

function listLine(amounts: readonly AssetAmount[]): string {
  return amounts.length === 0 ? "nothing" : amounts.map(amountLine).join(" and ")
}

function amountLine({ asset, amount }: AssetAmount): string {
  return `${amount ?? "?"} ${assetLine(asset)}`
}

function assetLine({ address, tokenId }: AssetName): string {
  return `${address ?? "native"}${tokenId === null ? "" : `#${tokenId}`}`
}
