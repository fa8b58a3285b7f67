/**
 * Reads calldata by the contract ABI, in the one form that encoders write: arguments in order, each tail right behind
 * the one before, padding of zeros, and not a byte more. Anything else is not understood, because a contract may
 * read it in another way than we do.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { bigEndian, ethereumAddress, hexOf } from "./numbers"
import { unreadable } from "./unreadable"

const WORD = 32

/** How values of a type are read. `size` is what stands in the head, in bytes. */
export type Codec<T> = {
  name: string
  size: number
  isDynamic: boolean
  /** Reads at a place and says where it ended. */
  read(data: Uint8Array, at: number): [value: T, end: number]
}

type Values<Codecs extends readonly Codec<unknown>[]> = {
  [Place in keyof Codecs]: Codecs[Place] extends Codec<infer T> ? T : never
}

export function uint(bits: number): Codec<bigint> {
  return fixed(`uint${bits}`, (word) => {
    const number = bigEndian(word)
    if (number >> BigInt(bits)) throw malformed()
    return number
  })
}

export const address: Codec<string> = fixed("address", (word) => {
  if (word.subarray(0, 12).some((byte) => byte !== 0)) throw malformed()
  return ethereumAddress(word.subarray(12))
})

export const bool: Codec<boolean> = fixed("bool", (word) => {
  const number = bigEndian(word)
  if (number > 1n) throw malformed()
  return number === 1n
})

export const bytes32: Codec<Uint8Array> = fixed("bytes32", (word) => word)

export const bytes: Codec<Uint8Array> = {
  name: "bytes",
  size: WORD,
  isDynamic: true,
  read(data, at) {
    const length = readSize(data, at)
    const start = at + WORD
    const end = start + Math.ceil(length / WORD) * WORD
    if (end > data.length) throw malformed()
    if (data.subarray(start + length, end).some((byte) => byte !== 0)) throw malformed()
    return [data.subarray(start, start + length), end]
  },
}

export function list<T>(item: Codec<T>): Codec<T[]> {
  return {
    name: `${item.name}[]`,
    size: WORD,
    isDynamic: true,
    read(data, at) {
      const length = readSize(data, at)
      if (length * item.size > data.length - at - WORD) throw malformed()
      const items = Array.from({ length }, () => item)
      const [values, end] = readSequence(items, data, at + WORD)
      return [values as T[], end]
    },
  }
}

export function tuple<const Codecs extends readonly Codec<unknown>[]>(
  ...members: Codecs
): Codec<Values<Codecs>> {
  const isDynamic = members.some((member) => member.isDynamic)
  return {
    name: `(${members.map((member) => member.name).join()})`,
    size: isDynamic ? WORD : headOf(members),
    isDynamic,
    read(data, at) {
      const [values, end] = readSequence(members, data, at)
      return [values as Values<Codecs>, end]
    },
  }
}

/** The arguments behind a selector; throws where they do not fill the calldata exactly. */
export function readArguments<T>(codec: Codec<T>, calldata: Uint8Array): T {
  const data = calldata.subarray(4)
  const [values, end] = codec.read(data, 0)
  if (end !== data.length) throw malformed()
  return values
}

/** `0x` and eight digits. */
export function selectorOf(name: string, codec: Codec<unknown>): string {
  return `0x${hexOf(keccak_256(Buffer.from(name + codec.name)).subarray(0, 4))}`
}

function readSequence(
  members: readonly Codec<unknown>[],
  data: Uint8Array,
  start: number,
): [unknown[], number] {
  let head = start
  let tail = start + headOf(members)
  const values = members.map((member) => {
    if (!member.isDynamic) {
      const [value] = member.read(data, head)
      head += member.size
      return value
    }
    if (readSize(data, head) !== tail - start) throw malformed()
    head += WORD
    const [value, end] = member.read(data, tail)
    tail = end
    return value
  })
  return [values, tail]
}

function headOf(members: readonly Codec<unknown>[]): number {
  return members.reduce((total, member) => total + member.size, 0)
}

function fixed<T>(name: string, parse: (word: Uint8Array) => T): Codec<T> {
  return {
    name,
    size: WORD,
    isDynamic: false,
    read: (data, at) => [parse(readWord(data, at)), at + WORD],
  }
}

/** A length or an offset: nothing of four gigabytes is in a transaction. */
function readSize(data: Uint8Array, at: number): number {
  const word = readWord(data, at)
  if (word.subarray(0, 28).some((byte) => byte !== 0)) throw malformed()
  return Number(bigEndian(word.subarray(28)))
}

function readWord(data: Uint8Array, at: number): Uint8Array {
  if (at + WORD > data.length) throw malformed()
  return data.subarray(at, at + WORD)
}

function malformed() {
  return unreadable("the calldata is not in the form that encoders write")
}
