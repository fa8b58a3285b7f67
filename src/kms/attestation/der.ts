/**
 * DER, as far as certificates of the certifier need it: nothing but elements inside elements, in the one encoding
 * that each has. Refuses indefinite and padded lengths and bytes that are left over; a long tag is none it knows.
 */
import { refuse } from "./refuse"

export type Element = {
  tag: number
  content: Uint8Array
  /** With its header. */
  whole: Uint8Array
}

export const INTEGER = 0x02
export const BIT_STRING = 0x03
export const OCTET_STRING = 0x04
export const SEQUENCE = 0x30

/** All the elements of `bytes`, to the last byte. */
export function readElements(bytes: Uint8Array): Element[] {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes.subarray(at))
    elements.push(element)
    at += element.whole.length
  }
  return elements
}

/** What is inside the one sequence that `bytes` are. */
export function readSequence(bytes: Uint8Array): Element[] {
  const [sequence, ...more] = readElements(bytes)
  if (sequence?.tag !== SEQUENCE || more.length > 0) return refuse("its certificate is not one sequence")
  return readElements(sequence.content)
}

function readElement(bytes: Uint8Array): Element {
  const [tag = 0] = bytes
  const { header, length } = readLength(bytes)
  const whole = bytes.subarray(0, header + length)
  if (whole.length < header + length) return refuse("its certificate ends too early")
  return { tag, content: whole.subarray(header), whole }
}

/** One byte up to 127; two with 0x81 up to 255; three with 0x82 for the rest that a certificate may have. */
function readLength(bytes: Uint8Array): { header: number; length: number } {
  const [, first = 0x80, second = 0, third = 0] = bytes
  if (first < 0x80) return { header: 2, length: first }
  if (first === 0x81 && second >= 0x80) return { header: 3, length: second }
  if (first === 0x82 && second > 0) return { header: 4, length: second * 256 + third }
  return refuse("its certificate has a length that is not in DER")
}

/** The integer that these bytes are, positive and without needless zeros, in `size` bytes. */
export function unsignedOf(element: Element, size: number): Uint8Array {
  const { tag, content } = element
  const [first = 0x80, second = 0] = content
  const isPadded = first === 0 && second < 0x80 && content.length > 1
  if (tag !== INTEGER || first >= 0x80 || isPadded) return refuse("its certificate has a number not in DER")
  const digits = first === 0 ? content.subarray(1) : content
  if (digits.length > size) return refuse("its certificate has a number that is too large")
  const number = new Uint8Array(size)
  number.set(digits, size - digits.length)
  return number
}

/** The bytes of a bit string whose bits are whole bytes. */
export function wholeBytesOf({ tag, content }: Element): Uint8Array {
  if (tag !== BIT_STRING || content[0] !== 0) return refuse("its certificate has a bit string in pieces")
  return content.subarray(1)
}
