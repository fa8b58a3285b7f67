/**
 * What reads bytes and tells risks, in one place: a module that is only run once a consent is looked at. Whoever is
 * missing here answers that he does not know, and never that there is nothing.
 */
import type { ChainId, ConsentSubject, Reading, Risk, Simulation } from "~protocol"
import type { SolanaTransaction } from "../chains/solana-transaction"

export type EthereumCallRead = { chain: ChainId; from: string; to: string | null; wei: string; data: string }
export type TypedDataRead = { chain: ChainId | null; account: string; typedData: string }
export type SolanaRead = { chain: ChainId; account: string; transaction: SolanaTransaction }

/** All that a consent's risks can be told from; `tokens` are recipients at whose address a token answers. */
export type Appraised = {
  /** Null where the person started it in the wallet. */
  origin: string | null
  subject: ConsentSubject
  readings: readonly Reading[]
  simulation: Simulation
  tokens: readonly string[]
}

export type Readers = {
  readEthereumCall(asked: EthereumCallRead): Reading
  readTypedData(asked: TypedDataRead): Reading
  readSolanaCall(asked: SolanaRead): Reading
  appraise(appraised: Appraised): Promise<Risk[]>
}

export function unknownReading(target: string | null, data: string | null): Reading {
  return {
    ...{ how: "unknown", action: { type: "unknown" }, target, protocol: null, signature: null },
    ...{ members: [], flaws: [], inside: [], data: isHex(data) ? data : null },
  }
}

function isHex(data: string | null): data is `0x${string}` {
  return data !== null && /^0x([0-9a-fA-F]{2})*$/.test(data)
}

export const readers: Readers = {
  readEthereumCall: ({ to, data }) => unknownReading(to, data),
  readTypedData: () => unknownReading(null, null),
  readSolanaCall: () => unknownReading(null, null),
  appraise: async () => [],
}
