/** What the operators' programs take from the signer's room. */
import type { SignerTerms } from "../launcher"
import { authenticateOrder, keyVersionOf, openSigner, type Signer } from "../signer"

export type SignerRoom = SignerTerms & {
  /** For a rotation where no KMS is running. */
  openSigner(config: { masterKeys: Uint8Array[]; orderKey: Uint8Array }): Signer
}

export const ourSignerRoom: SignerRoom = { authenticateOrder, keyVersionOf, openSigner }
