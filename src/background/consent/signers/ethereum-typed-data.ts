/** EIP-712 typed data: what was approved is hashed here too, and only a signature over that hash is used. */
import { hex } from "@scure/base"
import { verifyEthereumDigest } from "~kms"
import { fault } from "~protocol"
import { readTypedData } from "../../typed-data/read"
import type { EthereumTypedDataPayload } from "../payload"
import { accountOf, decode, type Signer, verified } from "./signer"

export const ethereumTypedData: Signer<EthereumTypedDataPayload> = {
  stamp: (client, wallet, { address, typedData }) =>
    client.stamp("ethereumSignTypedData", {
      ...accountOf(wallet, "ethereum", address),
      typedData: JSON.parse(typedData),
    }),
  async send(client, { address, typedData }, { request }) {
    const signature = decode((await client.send("ethereumSignTypedData", request)).signature)
    const { digest } = readTypedData(typedData, () => fault("INTERNAL"))
    const isOurs = verifyEthereumDigest(address, digest, signature)
    return verified(isOurs, { result: `0x${hex.encode(signature)}`, submission: null })
  },
}
