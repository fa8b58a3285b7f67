/** EIP-191 messages: the bytes as they were approved. */
import { base64urlnopad, hex } from "@scure/base"
import { verifyEthereumMessage } from "~kms"
import type { EthereumMessagePayload } from "../payload"
import { accountOf, bytesOf, decode, type Signer, verified } from "./signer"

export const ethereumMessage: Signer<EthereumMessagePayload> = {
  stamp: (client, wallet, { address, bytes }) =>
    client.stamp("ethereumSignMessage", {
      ...accountOf(wallet, "ethereum", address),
      message: base64urlnopad.encode(bytesOf(bytes)),
    }),
  async send(client, { address, bytes }, { request }) {
    const signature = decode((await client.send("ethereumSignMessage", request)).signature)
    const isOurs = verifyEthereumMessage(address, bytesOf(bytes), signature)
    return verified(isOurs, { result: `0x${hex.encode(signature)}`, submission: null })
  },
}
