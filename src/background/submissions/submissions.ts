/**
 * Every transaction that this wallet has given to a network, from before it was sent until it has come to its end.
 * What is written here was approved and signed; it holds no authority to sign again.
 */
import type { Hex } from "~protocol"
import type { SignedConsent } from "../consent/machine"

export type Bundle = {
  chainId: string
  hashes: Hex[]
  statuses: ("sent" | "landed" | "failed" | "replaced" | "expired")[]
}

export type Submissions = {
  /** Writes down what this consent is about to send. Written twice, it is there once. */
  record(consent: SignedConsent): Promise<void>
  /** What a site sent together under this id, in its order. */
  findBundle(origin: string, bundleId: string): Promise<Bundle | null>
}

/** Bundles are known as long as this worker lives. */
export function openSubmissions(): Submissions {
  const bundles = new Map<string, Bundle>()
  return {
    async record({ asker, payload, signed }) {
      if (payload.kind !== "batch" || payload.bundleId === null) return
      const hashes = signed.flatMap(({ submission }) =>
        submission?.family === "ethereum" ? [submission.hash] : [],
      )
      const [first] = payload.items
      if (first?.kind !== "ethereum-transaction") return
      const chainId = `eip155:${first.chainId}`
      bundles.set(`${asker.origin} ${payload.bundleId}`, {
        chainId,
        hashes,
        statuses: hashes.map(() => "sent" as const),
      })
    },
    findBundle: async (origin, bundleId) => bundles.get(`${origin} ${bundleId}`) ?? null,
  }
}
