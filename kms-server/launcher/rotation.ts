/**
 * The rotation of the master key: every wallet that another key seals is sealed anew under the first one. Each wallet
 * is a change of its own, so a rotation that was killed goes on where it was; requests are served meanwhile. The
 * seeds are opened inside the signer, and by an order, like everything there. The audit log says of each handful that
 * it was sealed anew.
 */
import { randomUUID } from "node:crypto"
import { noteDeed } from "../audit"
import type { AuthenticatedOrder, Order, Outcomes, Signer, TaskOf } from "../signer"
import {
  countSealedOtherwise,
  type Database,
  dropAccountsSealedOtherwise,
  listSealedOtherwise,
  replaceSeal,
  type SealedRow,
} from "../store"

/** What the signer's room knows of orders and keys, without being a signer. */
export type SignerTerms = {
  authenticateOrder(key: Uint8Array, order: Order): AuthenticatedOrder
  keyVersionOf(masterKey: Uint8Array): number
}

export type Progress = { done: number; left: number }

export type Rotation = {
  session: Database
  signer: Pick<Signer, "carryOut" | "state">
  orderKey: Uint8Array
  terms: Pick<SignerTerms, "authenticateOrder">
  /** Told after each handful. */
  report: (progress: Progress) => void
}

const HANDFUL = 64
const ORDER_LIFE_MS = 30_000

/** Answers how many were sealed anew. Throws where a wallet cannot be opened, with nothing lost. */
export async function rotateMasterKey(rotation: Rotation): Promise<number> {
  const { session, signer, report } = rotation
  const [keyVersion] = (await signer.state()).keyVersions
  if (keyVersion === undefined) throw new Error("The KMS is sealed: give it the master keys first.")
  let done = 0
  let after = "00000000-0000-0000-0000-000000000000"
  // A wallet that changed while it was sealed anew is left for the next round.
  for (let isLast = false; !isLast; ) {
    const handful = await listSealedOtherwise(session, keyVersion, after, HANDFUL)
    const outcomes = await Promise.all(handful.map((wallet) => reseal(rotation, wallet, keyVersion)))
    const resealed = outcomes.filter(Boolean).length
    done += resealed
    if (resealed > 0) {
      const outcome = `${resealed} wallets sealed under key ${keyVersion}`
      await noteDeed(session, { method: "rotateMasterKey", outcome })
    }
    const left = await countSealedOtherwise(session, keyVersion)
    report({ done, left })
    after = handful.at(-1)?.id ?? "00000000-0000-0000-0000-000000000000"
    isLast = left === 0
  }
  await dropAccountsSealedOtherwise(session, keyVersion)
  return done
}

async function reseal(rotation: Rotation, wallet: SealedRow, keyVersion: number): Promise<boolean> {
  const { id: walletId, organizationId, kind, sealed } = wallet
  const order: Order<TaskOf<"reseal">> = {
    ...{ id: randomUUID(), decisionId: randomUUID(), expiresAt: Date.now() + ORDER_LIFE_MS },
    task: {
      do: "reseal",
      organizationId,
      wallet: { organizationId, walletId, kind, sealed, keyVersion: wallet.keyVersion },
    },
  }
  const outcome = await rotation.signer.carryOut(rotation.terms.authenticateOrder(rotation.orderKey, order))
  const resealed = outcome as Outcomes["reseal"]
  if (resealed.keyVersion !== keyVersion) throw new Error("The master key changed during the rotation.")
  return replaceSeal(rotation.session, wallet, { keyVersion, sealed: resealed.sealed })
}
