/** Carries a transaction that somebody has signed already to the chain of the site. The wallet has no part in it. */
import { keccak256 } from "viem"
import { fault, type Hex, isFault } from "~protocol"
import type { Route } from "./route"

/** EIP-4844: the name of such a transaction is not the hash of what is sent. */
const WITH_BLOBS = /^0x03/

export const ethSendRawTransaction: Route<"eth_sendRawTransaction"> = {
  connected: false,
  run: async ([raw], { ethereum }) => {
    const network = await ethereum()
    if (WITH_BLOBS.test(raw)) {
      return { answer: String(await network.read("eth_sendRawTransaction", [raw])) }
    }
    const hash = keccak256(raw as Hex)
    await network.submit(raw as Hex, hash).catch((thrown: unknown) => {
      if (!isFault(thrown, "RPC_UNREACHABLE")) throw thrown
      throw fault("SUBMISSION_UNKNOWN", { chain: network.chain.name, transaction: hash })
    })
    return { answer: hash }
  },
}
