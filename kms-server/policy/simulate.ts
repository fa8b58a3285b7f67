/**
 * `POST /simulations`: what the policy engine reads in a Solana transaction. It reads and decides nothing, asks no
 * chain, and says so: a transaction that reads well may still fail.
 */
import { randomUUID } from "node:crypto"
import * as z from "zod/mini"
import { DerivationInfo, faultOf, OrganizationId, WalletId } from "~protocol"
import { parsed } from "./requests"
import { parseStrictJson } from "./strict-json"
import { readSolanaAsPayer } from "./transactions"

const SimulateRequest = z.strictObject({
  transaction: z.array(z.int().check(z.minimum(0), z.maximum(255))).check(z.maxLength(4096)),
  organizationId: OrganizationId,
  walletId: WalletId,
  derivationInfo: z.optional(z.nullable(DerivationInfo)),
})

/** The answer as JSON text, in the shape of the published specification. */
export function simulate(body: Uint8Array): string {
  const { transaction } = parsed(SimulateRequest, parseStrictJson(body))
  const simulationId = randomUUID()
  try {
    return JSON.stringify({
      success: true,
      simulationId,
      logs: linesOf(Uint8Array.from(transaction)),
      error: null,
    })
  } catch (thrown) {
    return JSON.stringify({ success: false, simulationId, logs: [], error: faultOf(thrown).message })
  }
}

function linesOf(bytes: Uint8Array): string[] {
  const { facts } = readSolanaAsPayer(bytes)
  const actions = facts.actions.map(({ type, program, method, asset, amount, to }) =>
    [type, method, asset && `${amount} of ${asset}`, to && `to ${to}`, program && `by ${program}`]
      .filter((word) => word !== "")
      .join(" "),
  )
  return [
    "Read by the policy engine; no network was asked.",
    ...actions,
    ...facts.dangers.map((danger) => `not understood or dangerous: ${danger}`),
  ]
}
