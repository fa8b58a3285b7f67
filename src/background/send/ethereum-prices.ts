/**
 * What gas costs at three speeds, out of the blocks of late: what was paid in them as a tip, and how fast they came. A
 * chain without EIP-1559, or a node that does not tell, has one price and no speeds.
 */
import * as z from "zod/mini"
import { isFault, type SendSpeed } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import { callRpc } from "../chains/rpc"

export type Price = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint } | { gasPrice: bigint }
export type PricedSpeed = { speed: SendSpeed; price: Price; seconds: number | null }

const BLOCKS = 10
const PERCENTILES = [10, 50, 90] as const
const SLOWEST_BLOCK_S = 60

const Quantity = z.string().check(z.regex(/^0x[0-9a-fA-F]{1,64}$/))
const History = z.object({
  oldestBlock: Quantity,
  baseFeePerGas: z.array(Quantity).check(z.minLength(1)),
  reward: z.nullish(z.array(z.array(Quantity))),
})
const Block = z.nullable(z.object({ number: Quantity, timestamp: Quantity }))

/** How often the base fee may rise before it is too little, in quarters of it; and after how many blocks it lands. */
const speeds = [
  { speed: "slow", quarters: 5n, blocks: 5 },
  { speed: "usual", quarters: 6n, blocks: 2 },
  { speed: "fast", quarters: 8n, blocks: 1 },
] as const

export async function readPrices(network: EthereumNetwork): Promise<PricedSpeed[]> {
  const { chain, ask } = network
  const asked = [`0x${BLOCKS.toString(16)}`, "latest", PERCENTILES]
  const history = await callRpc(chain, ask, History, "eth_feeHistory", asked).catch(nullIfRefused)
  const baseFee = BigInt(history?.baseFeePerGas.at(-1) ?? 0)
  if (history === null || baseFee === 0n) return onePrice(network)
  const [tips, blockS] = await Promise.all([
    tipsOf(history, network),
    secondsOfBlock(network, history.oldestBlock).catch(() => null),
  ])
  return speeds.map(({ speed, quarters, blocks }, at) => {
    const tip = tips[at] ?? 0n
    const price = { maxFeePerGas: (baseFee * quarters) / 4n + tip, maxPriorityFeePerGas: tip }
    return { speed, price, seconds: blockS === null ? null : Math.max(1, Math.round(blockS * blocks)) }
  })
}

/** Throws what else went wrong: a network that is not there is not one without prices. */
function nullIfRefused(thrown: unknown): null {
  if (isFault(thrown, "RPC_REFUSED")) return null
  throw thrown
}

async function onePrice(network: EthereumNetwork): Promise<PricedSpeed[]> {
  const prices = await network.gasPrices()
  const price =
    "gasPrice" in prices
      ? { gasPrice: prices.gasPrice }
      : { maxFeePerGas: prices.baseFee * 2n + prices.tip, maxPriorityFeePerGas: prices.tip }
  return [{ speed: "usual", price, seconds: null }]
}

/** The middle one of each percentile, none below the one before it; where nobody paid any, what the node suggests. */
async function tipsOf({ reward }: z.infer<typeof History>, network: EthereumNetwork): Promise<bigint[]> {
  const columns = PERCENTILES.map((_, at) =>
    (reward ?? [])
      .flatMap((row) => (row[at] === undefined ? [] : [BigInt(row[at])]))
      .filter((tip) => tip > 0n),
  )
  if (columns.some((column) => column.length === 0)) {
    const { maxPriorityFeePerGas: tip } = await network.fees()
    return PERCENTILES.map(() => tip)
  }
  let before = 0n
  return columns.map((column) => {
    const middle = column.toSorted((a, b) => (a < b ? -1 : 1))[Math.floor(column.length / 2)] ?? 0n
    before = middle > before ? middle : before
    return before
  })
}

/** Null where blocks come only when there is something for them, or the node says nonsense. */
async function secondsOfBlock({ chain, ask }: EthereumNetwork, oldest: string): Promise<number | null> {
  const [first, last] = await Promise.all(
    [oldest, "latest"].map((at) => callRpc(chain, ask, Block, "eth_getBlockByNumber", [at, false])),
  )
  if (!first || !last || chain.kind === "local") return null
  const [blocks, seconds] = [
    Number(BigInt(last.number) - BigInt(first.number)),
    Number(BigInt(last.timestamp) - BigInt(first.timestamp)),
  ]
  const each = seconds / blocks
  return each > 0 && each <= SLOWEST_BLOCK_S ? each : null
}
