/** Arguments written as the one encoding that there is of them, to hold against the bytes that were read. */
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import type { ReadMember } from "~protocol"
import { type AbiType, headOf } from "./abi-types"

const WORD = 32

/** `members` are those that were read by the same types. */
export function writeArguments(types: readonly AbiType[], members: readonly ReadMember[]): Uint8Array {
  const heads: Uint8Array[] = []
  const tails: Uint8Array[] = []
  let end = headOf(types)
  types.forEach((type, place) => {
    const written = writeValue(type, members[place]?.value ?? "")
    if (!type.isDynamic) {
      heads.push(written)
      return
    }
    heads.push(wordOf(BigInt(end)))
    tails.push(written)
    end += written.length
  })
  return concatBytes(...heads, ...tails)
}

function writeValue(type: AbiType, value: ReadMember["value"]): Uint8Array {
  if (typeof value === "string") return writeText(type, value)
  if (type.kind === "tuple") return writeArguments(type.members, value)
  if (type.kind !== "array") throw new Error(`no list: ${type.type}`)
  const items = writeArguments(
    value.map(() => type.item),
    value,
  )
  return type.length === null ? concatBytes(wordOf(BigInt(value.length)), items) : items
}

function writeText(type: AbiType, value: string): Uint8Array {
  switch (type.kind) {
    case "bool":
      return wordOf(value === "true" ? 1n : 0n)
    case "fixed":
      return padded(hexToBytes(value.slice(2)))
    case "bytes":
      return withLength(hexToBytes(value.slice(2)))
    case "string":
      return withLength(utf8ToBytes(value))
    default:
      return wordOf(BigInt(value))
  }
}

function withLength(bytes: Uint8Array): Uint8Array {
  return concatBytes(wordOf(BigInt(bytes.length)), padded(bytes))
}

function padded(bytes: Uint8Array): Uint8Array {
  const filled = new Uint8Array(Math.ceil(bytes.length / WORD) * WORD)
  filled.set(bytes)
  return filled
}

function wordOf(number: bigint): Uint8Array {
  return hexToBytes(BigInt.asUintN(256, number).toString(16).padStart(64, "0"))
}
