/** How addresses are shortened, the same everywhere: head, middle, tail. The middle is hidden, never dropped. */

export type AddressParts = { head: string; middle: string; tail: string }

const HEAD = 6
const TAIL = 6

/** Head and tail are six characters each, not counting the `0x` of Ethereum, which says nothing. */
export function addressPartsOf(address: string): AddressParts {
  const head = address.startsWith("0x") ? HEAD + 2 : HEAD
  if (address.length <= head + TAIL) return { head: address, middle: "", tail: "" }
  return { head: address.slice(0, head), middle: address.slice(head, -TAIL), tail: address.slice(-TAIL) }
}

/** As a piece of a sentence, where the whole address stands beside it. */
export function shortAddressOf(address: string): string {
  const { head, middle, tail } = addressPartsOf(address)
  return middle === "" ? address : `${head}…${tail}`
}

const SHORTENED = /([0-9A-Za-z]{6,8}…[0-9A-Za-z]{6})/

/** `start` is its place in the sentence, in characters. */
type Piece = { text: string; start: number; isAddress: boolean }

/** A sentence in pieces: its shortened addresses, and what stands between them. */
export function piecesOf(sentence: string): Piece[] {
  const pieces: Piece[] = []
  let start = 0
  for (const [at, text] of sentence.split(SHORTENED).entries()) {
    if (text !== "") pieces.push({ text, start, isAddress: at % 2 === 1 })
    start += text.length
  }
  return pieces
}
