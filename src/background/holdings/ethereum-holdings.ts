/** What an Ethereum address holds on one chain: its currency, and those tokens that are listed or were watched. */
import type { EthereumNetwork } from "../chains/ethereum"
import { MULTICALL } from "../chains/multicall"
import { balanceOfData, manyBalancesData, readManyBalances } from "./many-balances"

export type Held = { address: string | null; amount: bigint }

/** More than this in one question is more than some nodes work out. */
const AT_ONCE = 150
const MOST_LISTED = 600
const MOST_WATCHED = 50

export type EthereumHeld = { held: Held[]; isWhole: boolean }

export async function ethereumHoldings(
  network: EthereumNetwork,
  owner: string,
  tokens: { listed: readonly string[]; watched: readonly string[] },
): Promise<EthereumHeld> {
  const [currency, listed, watched] = await Promise.all([
    network.balance(owner),
    listedBalances(network, owner, tokens.listed.slice(0, MOST_LISTED)),
    watchedBalances(network, owner, tokens.watched.slice(0, MOST_WATCHED)),
  ])
  const amounts = new Map<string, bigint>()
  for (const { address, amount } of [...listed.held, ...watched.held]) amounts.set(address, amount)
  const held = [...amounts].flatMap(([address, amount]) => (amount > 0n ? [{ address, amount }] : []))
  return {
    held: [{ address: null, amount: currency }, ...held],
    isWhole: listed.isWhole && watched.isWhole,
  }
}

type Balances = { held: { address: string; amount: bigint }[]; isWhole: boolean }

async function listedBalances(
  network: EthereumNetwork,
  owner: string,
  tokens: readonly string[],
): Promise<Balances> {
  const parts = Array.from({ length: Math.ceil(tokens.length / AT_ONCE) }, (_, at) =>
    tokens.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  )
  const answers = await Promise.all(
    parts.map(async (part): Promise<Balances> => {
      const call = { to: MULTICALL, data: manyBalancesData(owner, part) }
      const reply = await network.ask("eth_call", [call, "latest"]).catch(() => null)
      const result = reply?.kind === "result" && typeof reply.result === "string" ? reply.result : ""
      const amounts = readManyBalances(result, part.length)
      return { held: heldOf(part, amounts ?? []), isWhole: amounts !== null }
    }),
  )
  return { held: answers.flatMap(({ held }) => held), isWhole: answers.every(({ isWhole }) => isWhole) }
}

async function watchedBalances(
  network: EthereumNetwork,
  owner: string,
  tokens: readonly string[],
): Promise<Balances> {
  const amounts = await Promise.all(
    tokens.map((token) => tokenBalance(network, owner, token).catch(() => "silent" as const)),
  )
  const known = amounts.map((amount) => (amount === "silent" ? null : amount))
  return { held: heldOf(tokens, known), isWhole: !amounts.includes("silent") }
}

/** Null where no token answers at this address. Throws RPC_UNREACHABLE. */
export async function tokenBalance(
  network: EthereumNetwork,
  owner: string,
  token: string,
): Promise<bigint | null> {
  const reply = await network.ask("eth_call", [{ to: token, data: balanceOfData(owner) }, "latest"])
  const isNumber = reply.kind === "result" && /^0x[0-9a-fA-F]{64}$/.test(String(reply.result))
  return isNumber ? BigInt(String(reply.result)) : null
}

function heldOf(tokens: readonly string[], amounts: readonly (bigint | null)[]): Balances["held"] {
  return tokens.flatMap((address, at) => {
    const amount = amounts[at] ?? null
    return amount === null ? [] : [{ address, amount }]
  })
}
