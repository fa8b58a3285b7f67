/**
 * What the background adds to a request of a scene: read by its own decoder and judged by its own risks, which ask
 * nobody. What a network would say of it is made of what was read.
 */
import { readEthereumCall, readTypedData } from "~background/decode"
import { readSolanaCall } from "~background/decode-solana"
import { assetsIn } from "~background/insights/named-assets"
import { appraise, noVerdict } from "~background/risks"
import type {
  AssetFacts,
  AssetName,
  ChainName,
  ConsentSubject,
  ConsentView,
  Insight,
  Reading,
} from "~protocol"
import { ETHEREUM, SOLANA } from "../subjects"
import { mainnet, TOKEN } from "./nouns"
import { solanaTransactionOf } from "./solana-bytes"
import { documentOf } from "./typed-data-scenes"

type Call = Extract<ConsentSubject, { kind: "transaction" }>["call"]
type Signed = { chain: ChainName; account: { address: string } }

/** `ownOrigin` is the wallet's own: it asks for what the person began in the wallet. */
export function insightOf({ id, digest, origin, subject }: ConsentView, ownOrigin: string): Insight {
  const readings = readingsOf(subject)
  const simulation = outcomeOf(subject, readings)
  const asked = { origin: origin === ownOrigin ? null : origin, siteChain: mainnet, subject }
  const risks = appraise(asked, readings, {
    ownAddresses: [ETHEREUM, SOLANA],
    recipients: [],
    isToken: (address) => address === TOKEN,
    holdings: [],
    phishing: noVerdict,
    simulation,
  })
  return {
    ...{ id, digest, readings, risks, simulation },
    assets: assetsIn(readings, simulation)
      .filter(({ address }) => address !== null)
      .map(factsOf),
    isAppraised: true,
    allowance: null,
    outlook: isTried(subject)
      ? { status: "allowed", limits: [] }
      : { status: "unavailable", why: "not-applicable" },
    isPageThere: true,
    isPending: false,
  }
}

function readingsOf(subject: ConsentSubject): Reading[] {
  switch (subject.kind) {
    case "transaction":
      return [readingOf(subject.call, subject)]
    case "batch":
      return subject.calls.map((call) => readingOf(call, subject))
    case "typedData": {
      const typedData = documentOf(subject)
      const { account, chain } = subject
      if (typedData === null) return []
      return [readTypedData({ chain: chain?.id ?? null, account: account.address, typedData })]
    }
    default:
      return []
  }
}

function readingOf(call: Call, { chain: { id: chain }, account: { address } }: Signed): Reading {
  if (call.family === "solana")
    return readSolanaCall({ chain, account: address, transaction: solanaTransactionOf(call) })
  const { to, wei, data } = call
  return readEthereumCall({ chain, from: address, to, wei, data })
}

function isTried({ kind }: ConsentSubject): boolean {
  return kind === "transaction" || kind === "batch"
}

/** As if each step did just what it says. */
function outcomeOf(subject: ConsentSubject, readings: readonly Reading[]): Insight["simulation"] {
  if (!isTried(subject)) return { status: "unavailable", why: "not-applicable" }
  const deltas = new Map<string, { asset: AssetName; delta: bigint }>()
  const add = (asset: AssetName, delta: bigint) => {
    const key = JSON.stringify(asset)
    deltas.set(key, { asset, delta: (deltas.get(key)?.delta ?? 0n) + delta })
  }
  for (const { action } of readings.flatMap((reading) => [reading, ...stepsIn(reading)])) {
    if (action.type === "send") add(action.asset, -BigInt(action.amount ?? 0))
  }
  const changes = [...deltas.values()]
    .filter(({ delta }) => delta !== 0n)
    .map(({ asset, delta }) => ({ asset, delta: delta.toString() }))
  return { status: "known", changes, approvals: [], at: "0x1", isPartial: false }
}

/** Where the whole does what one of its parts does, the part is not counted twice. */
function stepsIn({ action, inside }: Reading): Reading[] {
  return action.type === "several" ? inside : []
}

function factsOf(asset: AssetName): AssetFacts {
  return asset.address === TOKEN
    ? { asset, symbol: "USDC", decimals: 6, source: "listed" }
    : { asset, symbol: null, decimals: null, source: "unknown" }
}
