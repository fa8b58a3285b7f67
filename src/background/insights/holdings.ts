/**
 * How much an account has of what a simulation takes from it. What nobody answers in time is left out: it is not known
 * then whether that was all of it. Things with a number of their own are left out too; there is one of each.
 */
import * as z from "zod/mini"
import type { AssetAmount, AssetName, ChainId, Simulation } from "~protocol"
import type { Networks } from "../chains/networks"
import { callRpc } from "../chains/rpc"
import type { SolanaNetwork } from "../chains/solana"
import { inTime } from "./in-time"

const BALANCE_OF = "0x70a08231"
const TIMEOUT_MS = 3_000
const MOST = 8

const Word = z.string().check(z.regex(/^0x[0-9a-fA-F]{64}$/))
const Accounts = z.object({
  value: z.array(
    z.object({
      account: z.object({
        data: z.object({
          parsed: z.object({
            info: z.object({
              tokenAmount: z.object({ amount: z.string().check(z.regex(/^\d{1,20}$/)) }),
            }),
          }),
        }),
      }),
    }),
  ),
})

export type HoldingsAsked = { chain: ChainId; account: string; assets: readonly AssetName[] }

/** What is taken, each once. */
export function takenIn(simulation: Simulation): AssetName[] {
  if (simulation.status !== "known") return []
  const lost = simulation.changes.filter(
    ({ delta, asset }) => delta.startsWith("-") && asset.tokenId === null,
  )
  return lost.map(({ asset }) => asset).slice(0, MOST)
}

export async function readHoldings(
  { chain, account, assets }: HoldingsAsked,
  { networks, origin }: { networks: Networks; origin: string | undefined },
): Promise<AssetAmount[]> {
  const found = await Promise.all(
    assets.map(async (asset) => {
      const read = heldOf(asset, account, chain, { networks, origin })
      const amount = await inTime(read, TIMEOUT_MS).catch(() => null)
      return amount === null ? [] : [{ asset, amount: `${amount}` }]
    }),
  )
  return found.flat()
}

async function heldOf(
  { address }: AssetName,
  account: string,
  chain: ChainId,
  { networks, origin }: { networks: Networks; origin: string | undefined },
): Promise<bigint> {
  if (chain.startsWith("solana:")) {
    const network = await networks.solana(chain, origin)
    return address === null ? network.balance(account) : mintHeld(network, account, address)
  }
  const network = await networks.ethereum(chain, origin)
  if (address === null) return network.balance(account)
  const data = `${BALANCE_OF}${account.slice(2).toLowerCase().padStart(64, "0")}`
  const word = await network.read("eth_call", [{ to: address, data }, "latest"])
  return BigInt(Word.parse(word))
}

/** In all accounts that hold this mint for somebody. */
async function mintHeld({ chain, ask }: SolanaNetwork, account: string, mint: string): Promise<bigint> {
  const asked = [account, { mint }, { encoding: "jsonParsed", commitment: "confirmed" }]
  const { value } = await callRpc(chain, ask, Accounts, "getTokenAccountsByOwner", asked)
  return value.reduce((sum, one) => sum + BigInt(one.account.data.parsed.info.tokenAmount.amount), 0n)
}
