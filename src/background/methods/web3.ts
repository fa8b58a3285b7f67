/** What web3 once asked of a node and a wallet answers by itself. */
import { keccak256 } from "viem"
import type { Hex } from "~protocol"
import type { Route } from "./route"

export const CLIENT_VERSION = "Countersign/0.1.0"

export const web3ClientVersion: Route<"web3_clientVersion"> = {
  connected: false,
  run: async () => ({ answer: CLIENT_VERSION }),
}

/** Keccak-256, not what was standardized as SHA-3 later. */
export const web3Sha3: Route<"web3_sha3"> = {
  connected: false,
  run: async ([bytes]) => ({ answer: keccak256(bytes as Hex) }),
}
