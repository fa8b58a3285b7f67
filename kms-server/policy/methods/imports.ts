/**
 * Secrets that come in and go out, always encrypted to or by the signer: what passes here are envelopes that this
 * room cannot open. The wire has them in standard base64.
 */
import { randomUUID } from "node:crypto"
import { fault } from "~protocol"
import { memberOf } from "./members"
import type { Planners, Use } from "./plan"
import { openUse, resolveUse, sealedOf } from "./uses"
import { readParameters, storeWallet } from "./wallets"

type ImportPlanners = Pick<Planners, "initWalletImport" | "completeImportWallet" | "exportWallet">

const X25519_BYTES = 32

export const importPlanners: ImportPlanners = {
  async initWalletImport({ organizationId }, caller, bench) {
    memberOf(caller, organizationId)
    return {
      does: "change",
      async perform(_session, decisionId) {
        const begun = await bench.order(decisionId, { do: "begin-import", organizationId })
        return { envelope: base64(begun.envelope), publicKey: base64(begun.publicKey) }
      },
    }
  },

  async completeImportWallet(params, caller, bench) {
    const { organizationId, walletName, importEnvelope, encryptedSecret, tags, ...parameters } = params
    memberOf(caller, organizationId)
    const made = readParameters(parameters)
    const brought = {
      envelope: bytesOf(importEnvelope.envelope),
      publicKey: bytesOf(importEnvelope.publicKey),
      encryptedSecret: bytesOf(encryptedSecret),
    }
    return {
      does: "change",
      async perform(session, decisionId) {
        const place = { organizationId, walletId: randomUUID() }
        const task = { do: "complete-import" as const, ...place, ...brought, ...made }
        const outcome = await bench.order(decisionId, task)
        const named = { name: walletName, tags: [...new Set(tags)] }
        return storeWallet(session, place, named, made.shape, outcome, bench.now())
      },
    }
  },

  async exportWallet({ publicKey, ...asked }, caller, bench) {
    memberOf(caller, asked.organizationId)
    const recipient = bytesOf(publicKey)
    if (recipient.length !== X25519_BYTES) throw fault("KEY_REFUSED", { where: "it is not an X25519 key" })
    const use = await openUse(bench, asked, null)
    return {
      use,
      does: "change",
      async perform(session, decisionId) {
        requireSame(use, await resolveUse(session, asked))
        const task = { do: "export" as const, wallet: sealedOf(use.wallet), recipient }
        const { bundle } = await bench.order(decisionId, task)
        return { encryptedBundle: base64(bundle) }
      },
    }
  },
}

/** A wallet that was taken away between the decision and the deed is not exported. */
function requireSame(decided: Pick<Use, "wallet" | "grant">, found: Pick<Use, "wallet" | "grant">): void {
  const isSame = decided.wallet.sealed === found.wallet.sealed && decided.grant?.id === found.grant?.id
  if (!isSame) throw fault("NOT_FOUND", { what: "wallet" })
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64")
}

/** Base64 has spellings that decode to the same bytes; only the one that is written is read. */
function bytesOf(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64")
  if (bytes.toString("base64") !== text) {
    throw fault("BODY_MALFORMED", { where: "the base64 is not in canonical form" })
  }
  return Uint8Array.from(bytes)
}
