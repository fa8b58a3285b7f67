/**
 * What the KMS would say to a request: asked under a stamp of its own, over words that no other endpoint takes. Whoever
 * gets hold of it can ask the same question again, and have nothing signed.
 */
import { Foreseen, fault, type StampedRequest } from "~protocol"
import type { Authenticator } from "./authenticator"
import { stampBody } from "./stamper"
import { exchange, type Reply, type Wire } from "./wire"

/** One of the requests that are asked about, as signing would send it. */
export type Would = { method: string; params: unknown }

export function stampOutlook(
  authenticator: Authenticator,
  would: readonly Would[],
  now: number,
): Promise<StampedRequest> {
  const stampedAt = Math.trunc(now)
  return stampBody(authenticator, "outlook", { would, timestampMs: stampedAt }, stampedAt)
}

/** Asked once: a question that nobody waits for is not worth a second try. Null where this KMS takes none. */
export async function exchangeOutlook(wire: Wire, request: StampedRequest): Promise<Foreseen | null> {
  return foreseenIn(await exchange(wire, request))
}

function foreseenIn(reply: Reply): Foreseen | null {
  const isBusy = reply.kind === "refused" && reply.status === 429
  if (reply.kind === "unreachable" || isBusy) throw fault("KMS_UNREACHABLE")
  if (reply.kind !== "answered") return null
  const { data } = Foreseen.safeParse(reply.body)
  return data ?? null
}
