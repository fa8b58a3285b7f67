/**
 * Carries out the effect that the machine names for a consent, and takes the step that follows from it. Each effect
 * can be started again by a worker that has just woken: the request to the KMS and the signed transaction are
 * written down before they go anywhere, and both may arrive twice.
 */
import { fault, type PageMethod } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { Networks } from "../chains/networks"
import { nonceTaken } from "../methods/ethereum-transaction"
import type { Logins } from "../origins/logins"
import type { Signatures } from "../signatures/signatures"
import type { Submissions } from "../submissions/submissions"
import type { Appliers } from "./apply"
import type { Book } from "./book"
import { digestOf } from "./digest"
import type { Approved, ConsentEvent, Effect, SignedConsent, Stamped } from "./machine"
import { heldNonces, nextNonce, openTurns } from "./nonces"
import {
  type AppliedPayload,
  type EthereumTransactionPayload,
  itemsOf,
  type KmsPayload,
  type SignablePayload,
} from "./payload"
import { resultOf } from "./results"
import { sendStamped, stampPayload } from "./sign"
import { openSubmitter, originOf } from "./submit"

export type Step = (event: ConsentEvent) => Promise<void>

/** The effects that change the world; `none` and `answer` are the desk's own. */
export type WorkingEffect = Exclude<Effect, { type: "none" | "answer" }>

export type Performer = (effect: WorkingEffect, step: Step) => Promise<void>

type Hands = {
  book: Book
  wallets: Wallets
  networks: Networks
  submissions: Submissions
  signatures: Pick<Signatures, "record">
  appliers: Appliers
  logins: Pick<Logins, "remember">
  now: () => number
}

export function openPerformer(hands: Hands): Performer {
  const inTurn = openTurns()
  const submitToNetwork = openSubmitter(hands)

  async function apply(consent: Approved, payload: AppliedPayload, step: Step): Promise<void> {
    const applier = hands.appliers[payload.kind] as (
      consent: Approved,
      payload: AppliedPayload,
    ) => Promise<AppliedPayload>
    const applied = await applier(consent, payload)
    const result = resultOf(consent.method, applied, [], consent.asker.origin)
    await step({ type: "land", result, at: hands.now() })
  }

  async function stamp(consent: Approved, payload: KmsPayload, step: Step): Promise<void> {
    const { asker, method, subject, digest } = consent
    // What was shown is what is signed: the record itself must still say so.
    if (digestOf({ origin: asker.origin, method, subject, payload }) !== digest) {
      throw fault("CONSENT_MISMATCH")
    }
    const items = itemsOf(payload)
    const origin = originOf(asker)
    const first = items.find((item) => item.kind === "ethereum-transaction")
    if (first === undefined) return stampItems(items, () => null, step)
    await inTurn(`${first.chainId} ${first.address}`, async () => {
      const takesPlace = subject.kind === "transaction" && subject.replaces !== null
      const nonces = await chooseNonces(items, first, { origin, takesPlace, method })
      await stampItems(items, (place) => nonces[place] ?? null, step)
    })
  }

  /**
   * One nonce for each item, in their order. One that a site named for what is sent must still be free; one that is
   * only signed, or takes another's place, has it in any case.
   */
  async function chooseNonces(
    items: readonly SignablePayload[],
    first: EthereumTransactionPayload,
    { origin, takesPlace, method }: { origin: string | undefined; takesPlace: boolean; method: PageMethod },
  ): Promise<number[]> {
    const [held, networkNonce] = await heldAndPending(first, origin)
    const taken = new Set(held)
    return items.map((item) => {
      if (item.kind === "ethereum-transaction" && item.nonce !== null) {
        const isTaken = item.nonce < networkNonce || taken.has(item.nonce)
        if (item.submits && !takesPlace && isTaken) {
          throw fault("PARAMS_INVALID", { method, where: nonceTaken(item.nonce) })
        }
        return item.nonce
      }
      const nonce = nextNonce(networkNonce, taken)
      taken.add(nonce)
      return nonce
    })
  }

  /** Anew where one of ours has ended meanwhile: whether the network has counted it is then not known. */
  async function heldAndPending(
    first: EthereumTransactionPayload,
    origin: string | undefined,
  ): Promise<[Set<number>, number]> {
    const { address, chainId } = first
    const network = await hands.networks.ethereum(`eip155:${chainId}`, origin)
    const held = await nonceHolders(address, chainId)
    const networkNonce = await network.pendingNonce(address)
    const heldStill = await nonceHolders(address, chainId)
    return heldStill.size === held.size ? [held, networkNonce] : heldAndPending(first, origin)
  }

  /** The book first: what leaves it has been among the submissions before. */
  async function nonceHolders(address: string, chainId: number): Promise<Set<number>> {
    const stamped = heldNonces(await hands.book.unsettled(), address, chainId)
    return new Set([...stamped, ...(await hands.submissions.heldNonces(address, chainId))])
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
    await hands.signatures.record(consent)
    const results = await submitToNetwork(consent)
    if (payload.kind === "solana-message" && payload.connects) {
      const addresses = { solana: [payload.address] }
      await hands.appliers.connect(consent, { kind: "connect", addresses, chain: null })
    }
    if (payload.kind === "login") {
      await hands.logins.remember(payload)
      const { addresses } = payload
      await hands.appliers.connect(consent, { kind: "connect", addresses, chain: null })
    }
    const result = resultOf(method, payload, results, consent.asker.origin)
    await step({ type: "land", result, at: hands.now() })
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
