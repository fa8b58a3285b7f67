/** EIP-712 typed data. */
import { fault } from "~protocol"
import type { EthereumTypedDataPayload } from "../payload"
import type { Signer } from "./signer"

export const ethereumTypedData: Signer<EthereumTypedDataPayload> = {
  async stamp() {
    throw fault("INTERNAL")
  },
  async send() {
    throw fault("INTERNAL")
  },
}
