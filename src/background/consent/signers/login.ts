/** An app's own authenticator, registered in the organization of this wallet. */
import { fault } from "~protocol"
import type { LoginPayload } from "../payload"
import type { Signer } from "./signer"

export const login: Signer<LoginPayload> = {
  async stamp() {
    throw fault("INTERNAL")
  },
  async send() {
    throw fault("INTERNAL")
  },
}
