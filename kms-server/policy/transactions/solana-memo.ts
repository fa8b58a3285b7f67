/** The memo programs: text that is kept on the chain, and nothing else. */
import { note, type Reading } from "./solana-instruction"
import { textOf } from "./text"
import { unreadable } from "./unreadable"

export const MEMO_1 = "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo"
export const MEMO_2 = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"
/** The program that Solana's client library for memos names by now. */
export const MEMO_4 = "Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH"

export const readMemo: Reading = (instruction) => {
  if (textOf(instruction.data) === null) throw unreadable("a memo is no text")
  note(instruction, "memo", "memo")
}
