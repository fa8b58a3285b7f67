/** Whose key signed an EIP-191 message. Public: it needs nothing that the wallet has. */

import { hexToBytes } from "@noble/hashes/utils.js"
import { ethereumMessageDigest, recoverEthereumAddress } from "~kms"
import { messageBytes } from "./ethereum-message-bytes"
import { refuserOf } from "./ethereum-transaction-asked"
import type { Route } from "./route"

const refuse = refuserOf("personal_ecRecover")

export const personalEcRecover: Route<"personal_ecRecover"> = {
  connected: false,
  run: async ([message, signed]) => {
    const signature = hexToBytes(signed.slice(2))
    const v = signature[64] ?? 0
    // Some signers count from 0.
    if (v < 2) signature[64] = v + 27
    const address = recoverEthereumAddress(ethereumMessageDigest(messageBytes(message, refuse)), signature)
    if (address === null) throw refuse("the signature is none")
    return { answer: address }
  },
}
