/** The parts of the KMS as the faults make them: a signer that is away, a policy that denies or fails, a forked log. */
import { createHash } from "node:crypto"
import {
  type Certifier,
  fixedPrices,
  openRules,
  POLICY_ENGINE_VERSION,
  type PolicyEngine,
  type Rules,
  type Signer,
} from "~kms-server"
import { fault } from "~protocol"
import type { FaultBoard } from "./faults"

export function faultySigner<S extends Signer>(signer: S, board: FaultBoard): S {
  const unlessDown = <T>(run: () => Promise<T>) =>
    board.read().signerDown ? Promise.reject(fault("UNAVAILABLE")) : run()
  return {
    ...signer,
    carryOut: (order) => unlessDown(() => signer.carryOut(order)),
    state: () => unlessDown(() => signer.state()),
  }
}

export function faultyRules(board: FaultBoard): Rules {
  const rules = openRules({ prices: fixedPrices() })
  return {
    ...rules,
    decide: (input) =>
      board.read().denies
        ? { allowed: false, why: "kms-mock denies", rules: [], limits: [], amounts: null }
        : rules.decide(input),
  }
}

type Vouching = Pick<Certifier, "attest" | "signCheckpoint">

/** What it says of its log, in a note or in an attestation document, is the other log while that is asked for. */
export function faultyPolicy<P extends PolicyEngine>(policy: P, certifier: Vouching, board: FaultBoard): P {
  async function forked() {
    const { size, rootHash: honest } = await policy.checkpoint()
    const rootHash = new Uint8Array(createHash("sha256").update("another log").update(honest).digest())
    return { size, rootHash, text: await certifier.signCheckpoint({ size, rootHash }) }
  }
  return {
    ...policy,
    async answer(received) {
      if (board.take("failsInside")) return { ok: false, code: "INTERNAL", context: {}, at: policy.now() }
      return policy.answer(received)
    },
    checkpoint: () => (board.read().forksLog ? forked() : policy.checkpoint()),
    async attest({ nonce }) {
      if (!board.read().forksLog) return policy.attest({ nonce })
      const { size: treeSize, rootHash, text: checkpoint } = await forked()
      const policyEngineVersion = POLICY_ENGINE_VERSION
      return certifier.attest({ nonce, policyEngineVersion, checkpoint, treeSize, rootHash })
    },
  }
}
