/**
 * Writes down what a person changed about an open request. The digest that was shown is refused from then on; of two
 * changes to the same, one is made. It approves nothing.
 */
import { type ConsentChange, type ConsentView, fault } from "~protocol"
import type { Networks } from "../chains/networks"
import { readToken } from "../chains/token"
import { amend, refusal } from "./amend"
import type { Book } from "./book"
import { viewOf } from "./desk"
import { contentOf } from "./digest"
import type { Driver } from "./driver"
import type { Pending } from "./machine"
import { isApplied, itemsOf } from "./payload"
import { originOf } from "./submit"

export type Amendments = (asked: {
  id: string
  digest: string
  change: ConsentChange
}) => Promise<ConsentView>

type Hands = { book: Book; driver: Driver; networks: Networks; now: () => number }

export function openAmendments({ book, driver, networks, now }: Hands): Amendments {
  /** An NFT is approved with the very same bytes, and its number made smaller is another NFT. */
  async function checkToken({ asker, payload }: Pending, place: number): Promise<void> {
    const item = isApplied(payload) ? undefined : itemsOf(payload)[place]
    if (item?.kind !== "ethereum-transaction" || item.to === null) throw refusal("kind")
    const network = await networks.ethereum(`eip155:${item.chainId}`, originOf(asker))
    const token = await readToken(network, item.to)
    if (token === null || token.decimals === 0) throw refusal("not-a-token")
  }

  return async ({ id, digest, change }) => {
    const consent = await book.find(id)
    if (consent?.status !== "pending") throw fault("CONSENT_UNKNOWN", { id })
    if (consent.digest !== digest) throw fault("CONSENT_MISMATCH")
    const { asker, method, subject, payload } = consent
    const changed = amend({ subject, payload }, change)
    const content = contentOf({ origin: asker.origin, method, ...changed })
    if (content.digest === digest) return viewOf(consent)
    if (change.type === "approval") await checkToken(consent, change.place)
    const at = now()
    const expired = await driver.step(id, { type: "expire", at })
    if (expired.moved) throw fault("CONSENT_EXPIRED")
    const taken = await driver.step(id, { type: "amend", digest, content, at })
    if (!taken.moved || taken.consent?.status !== "pending") throw fault("CONSENT_MISMATCH")
    return viewOf(taken.consent)
  }
}
