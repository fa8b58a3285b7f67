/**
 * The engines that the wallet meets: one with Ed25519 in WebCrypto, and one of before, which has P-256 only and is
 * the real one in everything else.
 */
import type { KeyMaker } from "~kms"
import type { StampAlgorithm } from "~protocol"

export const subtleWithoutEd25519: KeyMaker = {
  exportKey: crypto.subtle.exportKey.bind(crypto.subtle),
  generateKey: ((...asked: Parameters<SubtleCrypto["generateKey"]>) =>
    nameOf(asked[0]) === "Ed25519"
      ? Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError"))
      : crypto.subtle.generateKey(...asked)) as KeyMaker["generateKey"],
}

export const engines: readonly { algorithm: StampAlgorithm; subtle: KeyMaker }[] = [
  { algorithm: "Ed25519", subtle: crypto.subtle },
  { algorithm: "Secp256r1", subtle: subtleWithoutEd25519 },
]

function nameOf(algorithm: AlgorithmIdentifier): string {
  return typeof algorithm === "string" ? algorithm : algorithm.name
}
