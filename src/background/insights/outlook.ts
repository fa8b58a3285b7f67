/**
 * What the KMS will say, asked before: the very requests that signing would send, under a question's own stamp. An
 * older KMS, or one that is away, leaves it open. Ethereum's next nonce is not known yet; no rule reads it.
 */
import type { KmsClient, Would } from "~kms"
import {
  type AssetName,
  type ChainId,
  type Foreseen,
  type Foresight,
  isFault,
  type LimitState,
  type Outlook,
  type RemainingLimit,
  type WalletReference,
} from "~protocol"
import type { Wallets } from "../accounts/wallets"
import { itemsOf, type Payload, type SignablePayload } from "../consent/payload"
import { stampPayload } from "../consent/sign"

type Known = Exclude<Outlook, { status: "pending" }>

const notApplicable: Known = { status: "unavailable", why: "not-applicable" }
const unsupported: Known = { status: "unavailable", why: "unsupported" }
const unreachable: Known = { status: "unavailable", why: "unreachable" }

export async function foresee(payload: Payload, wallets: Wallets): Promise<Known> {
  const items = signedItems(payload)
  if (items.length === 0) return notApplicable
  try {
    const wallet = await wallets.stored()
    if (wallet === null) return notApplicable
    const foreseen = await wallets.withKms(async (client) =>
      client.foresee(await wouldOf(client, wallet, items)),
    )
    return foreseen === null ? unsupported : outlookOf(foreseen, items)
  } catch (thrown) {
    return isFault(thrown, "KMS_UNREACHABLE") ? unreachable : unsupported
  }
}

/** What the KMS decides by what is signed; of a login it decides by nothing but who asks. */
function signedItems(payload: Payload): SignablePayload[] {
  switch (payload.kind) {
    case "connect":
    case "chain":
    case "asset":
    case "autoConfirm":
    case "login":
      return []
    default:
      return itemsOf(payload)
  }
}

/** The requests as their signers make them; nothing is stamped for signing here. */
async function wouldOf(
  client: KmsClient,
  wallet: WalletReference,
  items: readonly SignablePayload[],
): Promise<Would[]> {
  const would: Would[] = []
  const noting: KmsClient = {
    ...client,
    async stamp(method, params) {
      would.push({ method, params })
      return { method, body: "", stamp: "", stampedAt: 0 }
    },
  }
  for (const [place, item] of items.entries()) {
    const nonce = item.kind === "ethereum-transaction" ? (item.nonce ?? place) : null
    await stampPayload(noting, wallet, item, nonce)
  }
  return would
}

function outlookOf({ outlook }: Foreseen, items: readonly SignablePayload[]): Known {
  const chain = items.map(chainOf).find((found) => found !== null) ?? null
  const denied = outlook.find(({ allowed }) => !allowed)
  if (denied !== undefined) return denialOf(denied, chain)
  if (outlook.length < items.length) return unsupported
  return { status: "allowed", limits: limitsOf(outlook, chain) }
}

/** The sentence that its rule bears, or that the KMS says where it bears none. */
function denialOf({ type, why, rules, limits }: Foresight, chain: ChainId | null): Known {
  const denying = rules.find(({ outcome }) => outcome === "DENY") ?? rules[0]
  return {
    status: "denied",
    code: type ?? "policy-denied",
    rule: denying ? `${denying.policy} ${denying.rule}` : null,
    comment: denying?.comment || why,
    limits: limits.flatMap((limit) => stateOf(limit, chain)),
  }
}

/** Of several requests each limit once: what was used before the first, and what all of them add. */
function limitsOf(foresights: readonly Foresight[], chain: ChainId | null): LimitState[] {
  const states = new Map<string, LimitState>()
  for (const state of foresights.flatMap(({ limits }) => limits.flatMap((one) => stateOf(one, chain)))) {
    const key = JSON.stringify([state.unit, state.windowMs, state.limit])
    const before = states.get(key)
    const asked = BigInt(before?.asked ?? 0) + BigInt(state.asked ?? 0)
    states.set(key, { ...(before ?? state), asked: asked.toString() })
  }
  return [...states.values()]
}

const DECIMAL = /^(0|[1-9][0-9]{0,77})$/

/** None for what counts requests, and for what cannot be said of an asset. */
function stateOf(
  { asset, limit, spent, asked, windowMs }: RemainingLimit,
  chain: ChainId | null,
): LimitState[] {
  const unit = asset === "usd" ? "usd-cents" : assetOf(asset, chain)
  if (unit === null || ![limit, spent, asked].every((amount) => DECIMAL.test(amount))) return []
  return [{ unit, limit, used: spent, asked, windowMs }]
}

/** The KMS knows Solana, and no cluster of it: the one that is meant is the transaction's. */
function assetOf(spelled: string, chain: ChainId | null): AssetName | null {
  const [where = "", what = ""] = spelled.split("/", 2)
  const [kind = "", address = ""] = what.split(":", 2)
  const on = where === "solana" ? chain : where
  if (on === null || !/^(eip155:\d{1,32}$|solana:)/.test(on)) return null
  if (kind === "slip44") return { chain: on, address: null, tokenId: null }
  if (!["token", "erc20", "erc721", "erc1155"].includes(kind) || address === "") return null
  const tokenId = kind === "erc1155" ? (spelled.split("/")[2] ?? null) : null
  return { chain: on, address, tokenId }
}

function chainOf(item: SignablePayload): ChainId | null {
  if (item.kind === "solana-transaction") return item.chain
  return item.kind === "ethereum-transaction" ? `eip155:${item.chainId}` : null
}
