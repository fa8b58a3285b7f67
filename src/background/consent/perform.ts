/**
 * Carries out the effect that the machine names for a consent, and takes the step that follows from it. Each effect
 * can be started again by a worker that has just woken: the request to the KMS and the signed transaction are
 * written down before they go anywhere, and both may arrive twice.
 */
import { base58, base64 } from "@scure/base"
import { fault, isFault } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Networks } from "../chains/networks"
import type { Submissions } from "../submissions/submissions"
import type { Appliers } from "./apply"
import type { Book } from "./book"
import { digestOf } from "./digest"
import type { Approved, ConsentEvent, Effect, SignedConsent, Stamped, Submission } from "./machine"
import { heldNonces, nextNonce, openTurns } from "./nonces"
import {
  type AppliedPayload,
  type EthereumTransactionPayload,
  itemsOf,
  type KmsPayload,
  type SendMode,
  type SignablePayload,
} from "./payload"
import { resultOf } from "./results"
import { sendEach } from "./send-each"
import { sendStamped, stampPayload } from "./sign"

export type Step = (event: ConsentEvent) => Promise<void>

/** The effects that change the world; `none` and `answer` are the desk's own. */
export type WorkingEffect = Exclude<Effect, { type: "none" | "answer" }>

export type Performer = (effect: WorkingEffect, step: Step) => Promise<void>

type Hands = {
  book: Book
  wallets: Wallets
  networks: Networks
  submissions: Submissions
  appliers: Appliers
  now: () => number
}

export function openPerformer(hands: Hands): Performer {
  const inTurn = openTurns()

  async function apply(consent: Approved, payload: AppliedPayload, step: Step): Promise<void> {
    const applier = hands.appliers[payload.kind] as (
      consent: Approved,
      payload: AppliedPayload,
    ) => Promise<void>
    await applier(consent, payload)
    const result = resultOf(consent.method, payload, [])
    await step({ type: "land", result, at: hands.now() })
  }

  async function stamp(consent: Approved, payload: KmsPayload, step: Step): Promise<void> {
    const { asker, method, subject, digest } = consent
    // What was shown is what is signed: the record itself must still say so.
    if (digestOf({ origin: asker.origin, method, subject, payload }) !== digest) {
      throw fault("CONSENT_MISMATCH")
    }
    const items = itemsOf(payload)
    const first = items.find((item) => item.kind === "ethereum-transaction")
    if (first === undefined) return stampItems(items, () => null, step)
    await inTurn(`${first.chainId} ${first.address}`, async () => {
      const nonces = await chooseNonces(items, first)
      await stampItems(items, (place) => nonces[place] ?? null, step)
    })
  }

  /** One nonce for each item, in their order. A transaction that takes another's place brings its own. */
  async function chooseNonces(
    items: readonly SignablePayload[],
    first: EthereumTransactionPayload,
  ): Promise<number[]> {
    const [held, networkNonce] = await heldAndPending(first)
    const taken = new Set(held)
    return items.map((item) => {
      if (item.kind === "ethereum-transaction" && item.nonce !== null) return item.nonce
      const nonce = nextNonce(networkNonce, taken)
      taken.add(nonce)
      return nonce
    })
  }

  /** Anew where one of ours has ended meanwhile: whether the network has counted it is then not known. */
  async function heldAndPending(first: EthereumTransactionPayload): Promise<[Set<number>, number]> {
    const { address, chainId } = first
    const network = await hands.networks.ethereum(`eip155:${chainId}`)
    const held = heldNonces(await hands.book.unsettled(), address, chainId)
    const networkNonce = await network.pendingNonce(address)
    const heldStill = heldNonces(await hands.book.unsettled(), address, chainId)
    return heldStill.size === held.size ? [held, networkNonce] : heldAndPending(first)
  }

  async function stampItems(
    items: readonly SignablePayload[],
    nonceAt: (place: number) => number | null,
    step: Step,
  ): Promise<void> {
    const wallet = await hands.wallets.stored()
    if (wallet === null) throw fault("WALLET_ABSENT")
    const stamped = await hands.wallets.withKms(async (client) => {
      const made: Stamped[] = []
      for (const [place, item] of items.entries()) {
        const nonce = nonceAt(place)
        made.push({ request: await stampPayload(client, wallet, item, nonce), nonce })
      }
      return made
    })
    await step({ type: "stamp", stamped })
  }

  async function send(effect: Extract<Effect, { type: "send" }>, step: Step): Promise<void> {
    const { place, payload, stamped } = effect
    const signed = await hands.wallets.withKms((client) => sendStamped(client, payload, stamped))
    await step({ type: "sign", place, signed })
  }

  async function submit(consent: SignedConsent, step: Step): Promise<void> {
    const { payload, method } = consent
    const mode = payload.kind === "batch" ? payload.mode : undefined
    const results = mode === undefined ? await submitAll(consent) : await submitEach(consent, mode)
    if (payload.kind === "solana-message" && payload.connects) {
      const addresses = { solana: [payload.address] }
      await hands.appliers.connect(consent, { kind: "connect", addresses, chain: null })
    }
    await step({ type: "land", result: resultOf(method, payload, results), at: hands.now() })
  }

  /** Each is written down among the submissions before the network hears of it. */
  async function submitAll(consent: SignedConsent): Promise<unknown[]> {
    await hands.submissions.record(consent)
    for (const place of consent.signed.keys()) await submitAt(consent, place)
    return consent.signed.map(({ result }) => result)
  }

  /** One that may never be sent, because one before it fails, is not written down before it is its turn. */
  async function submitEach(consent: SignedConsent, mode: SendMode): Promise<unknown[]> {
    const { signed } = consent
    if (mode === "parallel") await hands.submissions.record(consent)
    return sendEach(signed.length, mode, {
      result: (place) => signed[place]?.result,
      async submit(place) {
        if (mode === "serial")
          await hands.submissions.record({ ...consent, signed: signed.slice(0, place + 1) })
        await submitAt(consent, place)
      },
      fate: async (place) => {
        const { network, signature } = await solanaAt(consent, place)
        return network.fate(signature)
      },
      failure: async (place) => {
        const { network, signature } = await solanaAt(consent, place)
        const detail = `${base58.encode(signature)} failed when it ran`
        return fault("RPC_REFUSED", { chain: network.chain.name, detail })
      },
    })
  }

  async function solanaAt({ payload, signed }: SignedConsent, place: number) {
    const [item, submission] = [itemsOf(payload)[place], signed[place]?.submission]
    if (item?.kind !== "solana-transaction" || submission?.family !== "solana") throw fault("INTERNAL")
    return {
      network: await hands.networks.solana(item.chain),
      signature: base64.decode(submission.signature),
    }
  }

  async function submitAt({ payload, signed }: SignedConsent, place: number): Promise<void> {
    const [item, submission] = [itemsOf(payload)[place], signed[place]?.submission]
    if (item && submission) await submitOne(item, submission)
  }

  async function submitOne(item: SignablePayload, submission: Submission): Promise<void> {
    if (submission.family === "ethereum" && item.kind === "ethereum-transaction") {
      const { raw, hash } = submission
      const network = await hands.networks.ethereum(`eip155:${item.chainId}`)
      await network.submit(raw, hash).catch(rethrowAs(network.chain.name, hash))
    }
    if (submission.family === "solana" && item.kind === "solana-transaction") {
      const signature = base64.decode(submission.signature)
      const network = await hands.networks.solana(item.chain)
      const submitted = network.submit(submission.raw, signature, item.submits ?? {})
      await submitted.catch(rethrowAs(network.chain.name, base58.encode(signature)))
    }
  }

  return async (effect, step) => {
    switch (effect.type) {
      case "apply":
        return apply(effect.consent, effect.payload, step)
      case "stamp":
        return stamp(effect.consent, effect.payload, step)
      case "send":
        return send(effect, step)
      case "submit":
        return submit(effect.consent, step)
    }
  }
}

/** A network that fell silent may have the transaction all the same: whoever sends another may pay twice. */
function rethrowAs(chain: string, transaction: string) {
  return (thrown: unknown): never => {
    throw isFault(thrown, "RPC_UNREACHABLE") ? fault("SUBMISSION_UNKNOWN", { chain, transaction }) : thrown
  }
}
