/**
 * Tries what a consent would do, one at a time on each chain and no longer than a person waits for it. What a network
 * cannot do is remembered for a while, so that it is not asked in vain for every consent.
 */
import { type ChainId, isFault, type Simulation } from "~protocol"
import type { Networks } from "../chains/networks"
import { openTurns } from "../consent/nonces"
import type { EthereumTransactionPayload, Payload, SolanaTransactionPayload } from "../consent/payload"
import { headOf, type Lacking, simulateEthereum } from "./ethereum"
import { type Ask, type Tried, unavailable } from "./outcome"
import { simulateSolana, slotOf } from "./solana"

export type Done = Exclude<Simulation, { status: "pending" }>

export type SimulationAsked = {
  payload: Payload
  /** As the chain's registry knows who asks. */
  origin: string | undefined
  /** Of each Solana transaction, in their order; null where the network could not say. */
  fees: readonly (string | null)[]
}

export type Simulator = {
  /** `isWanted` is asked when its turn comes: null where nobody waits for it any more. */
  run(asked: SimulationAsked, isWanted: () => boolean): Promise<Done | null>
  /** Whether the chain has moved since; false where it does not say. */
  hasMoved(asked: SimulationAsked, at: string): Promise<boolean>
}

type Hands = { networks: Networks; now: () => number; timeoutMs?: number }

export const SIMULATION_TIMEOUT_MS = 3_000
/** How long a network is taken to lack what it said it lacks. */
export const LACKING_MS = 10 * 60 * 1000

export function openSimulator({ networks, now, timeoutMs = SIMULATION_TIMEOUT_MS }: Hands): Simulator {
  const inTurn = openTurns()
  const lacks = new Map<string, number>()

  function lackingOf(chain: ChainId): Lacking {
    return {
      has: (method) => (lacks.get(`${chain} ${method}`) ?? 0) > now(),
      note: (method) => void lacks.set(`${chain} ${method}`, now() + LACKING_MS),
    }
  }

  async function inTime(work: () => Promise<Tried>): Promise<Done> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<Done>((resolve) => {
      timer = setTimeout(() => resolve(unavailable("too-slow")), timeoutMs)
    })
    return Promise.race([work().then(doneOf, whyNot), late]).finally(() => clearTimeout(timer))
  }

  async function tryEthereum(items: readonly EthereumTransactionPayload[], origin: string | undefined) {
    const [first] = items
    if (first === undefined) return unavailable("not-applicable")
    const chain = `eip155:${first.chainId}`
    const { ask } = await networks.ethereum(chain, origin)
    const asked = { chain, account: first.address.toLowerCase(), calls: items }
    return simulateEthereum(ask, asked, lackingOf(chain))
  }

  return {
    async run(asked, isWanted) {
      const items = transactionsIn(asked.payload)
      const chain = chainOf(items)
      if (chain === null) return unavailable("not-applicable")
      return inTurn(chain, async () => {
        if (!isWanted()) return null
        return inTime(async () => {
          if (isEthereum(items)) return tryEthereum(items, asked.origin)
          return trySolana(
            (await networks.solana(chain, asked.origin)).ask,
            items.filter(isSolana),
            asked.fees,
          )
        })
      })
    },

    async hasMoved({ payload, origin }, at) {
      const chain = chainOf(transactionsIn(payload))
      if (chain === null) return false
      try {
        const isSolanaChain = chain.startsWith("solana:")
        const head = isSolanaChain
          ? await slotOf((await networks.solana(chain, origin)).ask)
          : await headOf((await networks.ethereum(chain, origin)).ask)
        return head !== null && BigInt(head) > BigInt(at)
      } catch {
        return false
      }
    },
  }
}

/** Each on its own: what one leaves, the next does not find. */
async function trySolana(
  ask: Ask,
  items: readonly SolanaTransactionPayload[],
  fees: readonly (string | null)[],
): Promise<Tried> {
  const tries: Tried[] = []
  for (const [place, item] of items.entries()) {
    const { chain, address: account, transaction } = item
    const tried = await simulateSolana(ask, {
      chain,
      account,
      transaction,
      feeLamports: fees[place] ?? null,
    })
    // A later one may only fail for want of what an earlier one does.
    if (place > 0 && (typeof tried === "string" || tried.status !== "known")) break
    tries.push(tried)
  }
  return togetherOf(tries, items.length)
}

function togetherOf(tries: readonly Tried[], count: number): Tried {
  const [first] = tries
  if (first === undefined || typeof first === "string" || first.status !== "known" || count === 1) {
    return first ?? unavailable("not-applicable")
  }
  const known = tries.flatMap((tried) =>
    typeof tried !== "string" && tried.status === "known" ? [tried] : [],
  )
  const sums = new Map<string, (typeof first.changes)[number]>()
  for (const { asset, delta } of known.flatMap(({ changes }) => changes)) {
    const key = JSON.stringify(asset)
    sums.set(key, { asset, delta: `${BigInt(sums.get(key)?.delta ?? 0) + BigInt(delta)}` })
  }
  return {
    ...first,
    changes: [...sums.values()].filter(({ delta }) => delta !== "0"),
    approvals: known.flatMap(({ approvals }) => approvals),
    isPartial: true,
  }
}

type Transaction = EthereumTransactionPayload | SolanaTransactionPayload

function transactionsIn(payload: Payload): Transaction[] {
  const items = payload.kind === "batch" ? payload.items : [payload]
  return items.filter(
    (item): item is Transaction => item.kind === "ethereum-transaction" || item.kind === "solana-transaction",
  )
}

function isSolana(item: Transaction): item is SolanaTransactionPayload {
  return item.kind === "solana-transaction"
}

function isEthereum(items: readonly Transaction[]): items is EthereumTransactionPayload[] {
  return items.every((item) => item.kind === "ethereum-transaction")
}

function chainOf([first]: readonly Transaction[]): ChainId | null {
  if (first === undefined) return null
  return isSolana(first) ? first.chain : `eip155:${first.chainId}`
}

function doneOf(tried: Tried): Done {
  return typeof tried === "string" ? unavailable("unsupported") : tried
}

function whyNot(thrown: unknown): Done {
  return unavailable(isFault(thrown, "RPC_UNREACHABLE") ? "unreachable" : "unsupported")
}
