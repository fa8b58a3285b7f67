/**
 * Carries out the effect that the machine names for a consent, and takes the step that follows from it. Each effect
 * can be started again by a worker that has just woken: the request to the KMS and the signed transaction are
 * written down before they go anywhere, and both may arrive twice.
 */
import { base58, base64 } from "@scure/base"
import { type Family, fault, isFault } from "~protocol"
import type { Wallets } from "../accounts/wallets"
import type { EthereumNetwork } from "../chains/ethereum"
import type { SolanaNetwork } from "../chains/solana"
import type { Permissions } from "../origins/permissions"
import type { Pages } from "../pages"
import type { Book } from "./book"
import { digestOf } from "./digest"
import type { Approved, ConsentEvent, Effect, Signed, Stamped } from "./machine"
import { heldNonces, nextNonce, openTurns } from "./nonces"
import type { ConnectPayload, SignablePayload } from "./payload"
import { sendStamped, stampPayload } from "./sign"

export type Step = (event: ConsentEvent) => Promise<void>

/** The effects that change the world; `none` and `answer` are the desk's own. */
export type WorkingEffect = Exclude<Effect, { type: "none" | "answer" }>

export type Performer = (effect: WorkingEffect, step: Step) => Promise<void>

type Hands = {
  book: Book
  pages: Pages
  permissions: Permissions
  wallets: Wallets
  ethereum: EthereumNetwork
  solana: SolanaNetwork
  now: () => number
}

export function openPerformer(hands: Hands): Performer {
  const inTurn = openTurns()

  async function grant(consent: Approved, payload: ConnectPayload, step: Step): Promise<void> {
    const { family, addresses } = payload
    const { origin } = consent.asker
    await hands.permissions.grant(origin, family, addresses, hands.now())
    await step({ type: "land", result: connectedAnswer(family, addresses), at: hands.now() })
    hands.pages.tell(origin, { name: "accounts", family, accounts: addresses })
  }

  async function stamp(consent: Approved, payload: SignablePayload, step: Step): Promise<void> {
    const { asker, method, subject, digest } = consent
    // What was shown is what is signed: the record itself must still say so.
    if (digestOf({ origin: asker.origin, method, subject, payload }) !== digest) {
      throw fault("CONSENT_MISMATCH")
    }
    if (payload.kind !== "ethereum-transaction") return stampWith(payload, null, step)
    await inTurn(payload.address, async () => {
      await stampWith(payload, await chooseNonce(payload.address), step)
    })
  }

  /** Anew where one of ours has ended meanwhile: whether the network has counted it is then not known. */
  async function chooseNonce(address: string): Promise<number> {
    const held = heldNonces(await hands.book.unsettled(), address)
    const networkNonce = await hands.ethereum.pendingNonce(address)
    const heldStill = heldNonces(await hands.book.unsettled(), address)
    return heldStill.size === held.size ? nextNonce(networkNonce, held) : chooseNonce(address)
  }

  async function stampWith(payload: SignablePayload, nonce: number | null, step: Step): Promise<void> {
    const wallet = await hands.wallets.stored()
    if (wallet === null) throw fault("WALLET_ABSENT")
    const request = await hands.wallets.withKms((client) => stampPayload(client, wallet, payload, nonce))
    await step({ type: "stamp", stamped: { request, nonce } })
  }

  async function send(payload: SignablePayload, stamped: Stamped, step: Step): Promise<void> {
    const signed = await hands.wallets.withKms((client) => sendStamped(client, payload, stamped))
    await step({ type: "sign", signed })
  }

  async function submit(payload: SignablePayload, { submission, result }: Signed, step: Step): Promise<void> {
    if (submission?.family === "ethereum") {
      const { raw, hash } = submission
      await hands.ethereum.submit(raw, hash).catch(rethrowAs(hands.ethereum.chain.name, hash))
    }
    if (submission?.family === "solana" && payload.kind === "solana-transaction") {
      const signature = base64.decode(submission.signature)
      const submitted = hands.solana.submit(submission.raw, signature, payload.submits ?? {})
      await submitted.catch(rethrowAs(hands.solana.chain.name, base58.encode(signature)))
    }
    await step({ type: "land", result, at: hands.now() })
  }

  return async (effect, step) => {
    switch (effect.type) {
      case "grant":
        return grant(effect.consent, effect.payload, step)
      case "stamp":
        return stamp(effect.consent, effect.payload, step)
      case "send":
        return send(effect.payload, effect.stamped, step)
      case "submit":
        return submit(effect.payload, effect.signed, step)
    }
  }
}

/** A network that fell silent may have the transaction all the same: whoever sends another may pay twice. */
function rethrowAs(chain: string, transaction: string) {
  return (thrown: unknown): never => {
    throw isFault(thrown, "RPC_UNREACHABLE") ? fault("SUBMISSION_UNKNOWN", { chain, transaction }) : thrown
  }
}

/** How each family's connect method answers. */
export function connectedAnswer(family: Family, addresses: string[]): unknown {
  return family === "ethereum" ? addresses : { accounts: addresses }
}
