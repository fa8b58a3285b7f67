/** What may be signed as a Solana message: some text in UTF-8, for the KMS signs text, and no transaction. */
import { fault, type PageMethod } from "~protocol"
import { isTransactionOf } from "../chains/solana-transaction"
import { exactText } from "../consent/readable-text"

const MESSAGE_LIMIT_BYTES = 65_536

/** Signed as it is, without a prefix, a message that is a transaction in disguise would be one. */
export function signableText(method: PageMethod, address: string, bytes: Uint8Array): string {
  const refuse = (where: string) => fault("PARAMS_INVALID", { method, where })
  if (bytes.length > MESSAGE_LIMIT_BYTES) throw refuse(`more than ${MESSAGE_LIMIT_BYTES} bytes`)
  if (isTransactionOf(address, bytes)) throw refuse("the message is a transaction")
  const text = exactText(bytes)
  if (text === null) throw refuse("the message is not UTF-8 text, and only text can be signed")
  return text
}
