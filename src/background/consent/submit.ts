/**
 * Gives what was signed to its network. Each transaction is written down among the submissions before the network hears
 * of it; sent twice, after a worker died in between, it is the same transaction.
 */
import { base58, base64 } from "@scure/base"
import { fault, isFault } from "~protocol"
import type { Networks } from "../chains/networks"
import type { Submissions } from "../submissions/submissions"
import { type Asker, isOwn, type SignedConsent, type Submission } from "./machine"
import { itemsOf, type SendMode, type SignablePayload } from "./payload"
import { sendEach } from "./send-each"

type Hands = { networks: Networks; submissions: Submissions }

/** Answers what came of each item, in their order. */
export type Submitter = (consent: SignedConsent) => Promise<unknown[]>

export function openSubmitter({ networks, submissions }: Hands): Submitter {
  async function submitAll(consent: SignedConsent): Promise<unknown[]> {
    await submissions.record(consent)
    for (const place of consent.signed.keys()) {
      try {
        await submitAt(consent, place)
      } catch (thrown) {
        await submissions.refuse(consent.id, place, thrown)
        await submissions.abandon(consent.id, place)
        // A site that can ask what became of its calls is told by that; those before this one are on their way.
        if (place === 0 || !isNamed(consent)) throw thrown
        break
      }
    }
    return consent.signed.map(({ result }) => result)
  }

  /** One that may never be sent, because one before it fails, is not written down before it is its turn. */
  async function submitEach(consent: SignedConsent, mode: SendMode): Promise<unknown[]> {
    const { signed } = consent
    if (mode === "parallel") await submissions.record(consent)
    return sendEach(signed.length, mode, {
      result: (place) => signed[place]?.result,
      async submit(place) {
        if (mode === "serial") await submissions.record({ ...consent, signed: signed.slice(0, place + 1) })
        await submitAt(consent, place).catch(async (thrown: unknown) => {
          await submissions.refuse(consent.id, place, thrown)
          throw thrown
        })
      },
      fate: async (place) => {
        const { network, signature } = await solanaAt(consent, place)
        const status = await network.status(signature, true)
        if (status === null || (!status.isConfirmed && status.failure === null)) return "open"
        return status.failure === null ? "confirmed" : "failed"
      },
      failure: async (place) => {
        const { network, signature } = await solanaAt(consent, place)
        return fault("RPC_REFUSED", {
          chain: network.chain.name,
          detail: `${signature} failed when it ran`,
        })
      },
    })
  }

  async function solanaAt({ payload, signed, asker }: SignedConsent, place: number) {
    const [item, submission] = [itemsOf(payload)[place], signed[place]?.submission]
    if (item?.kind !== "solana-transaction" || submission?.family !== "solana") throw fault("INTERNAL")
    const network = await networks.solana(item.chain, originOf(asker))
    return { network, signature: base58.encode(base64.decode(submission.signature)) }
  }

  async function submitAt({ payload, signed, asker }: SignedConsent, place: number): Promise<void> {
    const [item, submission] = [itemsOf(payload)[place], signed[place]?.submission]
    if (item && submission) await submitOne(item, submission, originOf(asker))
  }

  async function submitOne(
    item: SignablePayload,
    submission: Submission,
    origin: string | undefined,
  ): Promise<void> {
    if (submission.family === "ethereum" && item.kind === "ethereum-transaction") {
      const { raw, hash } = submission
      const network = await networks.ethereum(`eip155:${item.chainId}`, origin)
      await network.submit(raw, hash).catch(rethrowAs(network.chain.name, hash))
    }
    if (submission.family === "solana" && item.kind === "solana-transaction") {
      const signature = base64.decode(submission.signature)
      const network = await networks.solana(item.chain, origin)
      const submitted = network.submit(submission.raw, signature, item.submits ?? {})
      await submitted.catch(rethrowAs(network.chain.name, base58.encode(signature)))
    }
  }

  return (consent) => {
    const mode = consent.payload.kind === "batch" ? consent.payload.mode : undefined
    return mode === undefined ? submitAll(consent) : submitEach(consent, mode)
  }
}

function isNamed({ payload }: SignedConsent): boolean {
  return payload.kind === "batch" && payload.bundleId !== null
}

/** A chain that a site brought is asked at the address that this site brought, and no other site's. */
export function originOf(asker: Asker): string | undefined {
  return isOwn(asker) ? undefined : asker.origin
}

/** A network that fell silent may have the transaction all the same: whoever sends another may pay twice. */
function rethrowAs(chain: string, transaction: string) {
  return (thrown: unknown): never => {
    throw isFault(thrown, "RPC_UNREACHABLE") ? fault("SUBMISSION_UNKNOWN", { chain, transaction }) : thrown
  }
}
