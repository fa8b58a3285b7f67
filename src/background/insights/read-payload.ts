/** The readings of what a consent would sign: one for each call, one for typed data, none for anything else. */
import { base64 } from "@scure/base"
import type { ConsentSubject, Reading } from "~protocol"
import { readSolanaTransaction } from "../chains/solana-transaction"
import { itemsOf, type Payload, type SignablePayload } from "../consent/payload"
import { type Readers, unknownReading } from "./readers"

export function readPayload(payload: Payload, subject: ConsentSubject, readers: Readers): Reading[] {
  switch (payload.kind) {
    case "batch":
    case "ethereum-transaction":
    case "solana-transaction":
    case "ethereum-typed-data":
      return itemsOf(payload).map((item) => readSafely(item, subject, readers))
    default:
      return []
  }
}

/** A reader that stumbles has read nothing; what it stumbled over is still to be consented to. */
function readSafely(item: SignablePayload, subject: ConsentSubject, readers: Readers): Reading {
  try {
    return readItem(item, subject, readers)
  } catch {
    return unknownReading()
  }
}

function readItem(item: SignablePayload, subject: ConsentSubject, readers: Readers): Reading {
  switch (item.kind) {
    case "ethereum-transaction": {
      const { chainId, address: from, to, wei, data } = item
      return readers.readEthereumCall({ chain: `eip155:${chainId}`, from, to, wei, data })
    }
    case "ethereum-typed-data": {
      const chain = subject.kind === "typedData" ? (subject.chain?.id ?? null) : null
      return readers.readTypedData({ chain, account: item.address, typedData: item.typedData })
    }
    case "solana-transaction": {
      const transaction = readSolanaTransaction(base64.decode(item.transaction))
      if ("unreadable" in transaction) return unknownReading()
      return readers.readSolanaCall({ chain: item.chain, account: item.address, transaction })
    }
    default:
      return unknownReading()
  }
}
