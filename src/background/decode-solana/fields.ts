/**
 * The values inside an instruction's bytes: each kind of field is read and written here, and only what is written back
 * to the same bytes counts as read. Numbers are decimal text, keys are addresses.
 */
import { base58 } from "@scure/base"
import { exactText } from "../consent/readable-text"

/** `text64`: a length of eight bytes, then UTF-8. `text`: UTF-8 to the end. A choice is one of its names, by number. */
export type FieldKind =
  | "u8"
  | "u16"
  | "u32"
  | "u64"
  | "i64"
  | "key"
  | "text64"
  | "text"
  | "keys64"
  | "u16s"
  | { option: FieldKind }
  | { choice: "u8" | "u32"; names: readonly string[] }

export type Field = readonly [name: string, kind: FieldKind]
/** Null for an option that holds nothing. */
export type Value = string | readonly string[] | null

export type ReadFields = { values: Value[]; rest: Uint8Array }
/** Why the bytes are no such fields. */
export type Unfit = "too-short" | "number-not-canonical" | "text-not-canonical"

type Read = { value: Value; rest: Uint8Array }

const WIDTHS = { u8: 1, u16: 2, u32: 4, u64: 8, i64: 8 } as const
type Whole = keyof typeof WIDTHS
const KEY_BYTES = 32

export function readFields(fields: readonly Field[], data: Uint8Array): ReadFields | Unfit {
  const values: Value[] = []
  let rest = data
  for (const [, kind] of fields) {
    const read = readOne(kind, rest)
    if (typeof read === "string") return read
    values.push(read.value)
    rest = read.rest
  }
  const written = writeFields(fields, values)
  const isSame =
    written.length === data.length - rest.length && written.every((byte, at) => byte === data[at])
  return isSame ? { values, rest } : "number-not-canonical"
}

function writeFields(fields: readonly Field[], values: readonly Value[]): Uint8Array {
  return Uint8Array.from(fields.flatMap(([, kind], place) => writeOne(kind, values[place] ?? null)))
}

export function kindName(kind: FieldKind): string {
  if (typeof kind === "string") return kind.startsWith("text") ? "text" : kind
  return "option" in kind ? `optional ${kindName(kind.option)}` : "choice"
}

function readOne(kind: FieldKind, data: Uint8Array): Read | Unfit {
  if (typeof kind === "object")
    return "option" in kind ? readOption(kind.option, data) : readChoice(kind, data)
  if (kind === "key") return readKey(data)
  if (kind === "text64") return readText64(data)
  if (kind === "keys64") return readKeys64(data)
  if (kind === "text") return textOf(data, new Uint8Array())
  if (kind === "u16s") return readWords(data)
  return readWhole(kind, data)
}

function readWhole(kind: Whole, data: Uint8Array): Read | Unfit {
  const width = WIDTHS[kind]
  if (data.length < width) return "too-short"
  const unsigned = littleEndian(data.subarray(0, width))
  const value = kind === "i64" ? BigInt.asIntN(64, unsigned) : unsigned
  return { value: value.toString(), rest: data.subarray(width) }
}

function readKey(data: Uint8Array): Read | Unfit {
  if (data.length < KEY_BYTES) return "too-short"
  return { value: base58.encode(data.subarray(0, KEY_BYTES)), rest: data.subarray(KEY_BYTES) }
}

function readOption(kind: FieldKind, data: Uint8Array): Read | Unfit {
  const [tag] = data
  if (tag === undefined) return "too-short"
  if (tag === 0) return { value: null, rest: data.subarray(1) }
  return tag === 1 ? readOne(kind, data.subarray(1)) : "number-not-canonical"
}

function readChoice({ choice, names }: { choice: Whole; names: readonly string[] }, data: Uint8Array) {
  const read = readWhole(choice, data)
  if (typeof read === "string") return read
  const name = names[Number(read.value)]
  return name === undefined ? ("number-not-canonical" as const) : { value: name, rest: read.rest }
}

function readText64(data: Uint8Array): Read | Unfit {
  const split = splitCounted(data, 1)
  return typeof split === "string" ? split : textOf(split.counted, split.rest)
}

function readKeys64(data: Uint8Array): Read | Unfit {
  const split = splitCounted(data, KEY_BYTES)
  if (typeof split === "string") return split
  const { counted, rest } = split
  const value = Array.from({ length: counted.length / KEY_BYTES }, (_, place) =>
    base58.encode(counted.subarray(place * KEY_BYTES, (place + 1) * KEY_BYTES)),
  )
  return { value, rest }
}

/** A count of eight bytes, and so many pieces of `width` bytes. */
function splitCounted(data: Uint8Array, width: number) {
  if (data.length < 8) return "too-short" as const
  const count = littleEndian(data.subarray(0, 8))
  if (count * BigInt(width) > BigInt(data.length - 8)) return "too-short" as const
  const end = 8 + Number(count) * width
  return { counted: data.subarray(8, end), rest: data.subarray(end) }
}

function readWords(data: Uint8Array): Read {
  const value = Array.from({ length: data.length >> 1 }, (_, place) =>
    littleEndian(data.subarray(place * 2, place * 2 + 2)).toString(),
  )
  return { value, rest: data.subarray(value.length * 2) }
}

function textOf(bytes: Uint8Array, rest: Uint8Array): Read | Unfit {
  const value = exactText(bytes)
  return value === null ? "text-not-canonical" : { value, rest }
}

function writeOne(kind: FieldKind, value: Value): number[] {
  if (typeof kind === "object") {
    if ("option" in kind) return value === null ? [0] : [1, ...writeOne(kind.option, value)]
    return writeWhole(kind.choice, kind.names.indexOf(textIn(value)).toString())
  }
  if (kind === "key") return [...base58.decode(textIn(value))]
  if (kind === "text") return [...utf8(textIn(value))]
  if (kind === "text64") return [...writeCount(utf8(textIn(value)).length), ...utf8(textIn(value))]
  if (kind === "u16s") return listIn(value).flatMap((word) => writeWhole("u16", word))
  if (kind === "keys64") {
    return [...writeCount(listIn(value).length), ...listIn(value).flatMap((key) => [...base58.decode(key)])]
  }
  return writeWhole(kind, textIn(value))
}

function writeWhole(kind: Whole, value: string): number[] {
  const unsigned = BigInt.asUintN(WIDTHS[kind] * 8, BigInt(value))
  return Array.from({ length: WIDTHS[kind] }, (_, place) => Number((unsigned >> BigInt(place * 8)) & 0xffn))
}

const writeCount = (count: number) => writeWhole("u64", count.toString())
const utf8 = (text: string) => new TextEncoder().encode(text)
const textIn = (value: Value) => (typeof value === "string" ? value : "")
const listIn = (value: Value) => (Array.isArray(value) ? (value as readonly string[]) : [])

export function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}
