/** The parts of the KMS as the faults make them: a signer that is away, a policy that denies or fails, a forked log. */
import { createHash } from "node:crypto"
import { fixedPrices, openRules, type PolicyEngine, type Rules, type Signer } from "~kms-server"
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

type SignCheckpoint = (tree: { size: number; rootHash: Uint8Array }) => Promise<string>

export function faultyPolicy<P extends PolicyEngine>(policy: P, sign: SignCheckpoint, board: FaultBoard): P {
  return {
    ...policy,
    async answer(received) {
      if (board.take("failsInside")) return { ok: false, code: "INTERNAL", context: {}, at: policy.now() }
      return policy.answer(received)
    },
    async checkpoint() {
      const honest = await policy.checkpoint()
      if (!board.read().forksLog) return honest
      const rootHash = createHash("sha256").update("another log").update(honest.rootHash).digest()
      return { size: honest.size, rootHash, text: await sign({ size: honest.size, rootHash }) }
    },
  }
}
