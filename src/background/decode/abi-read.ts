/**
 * Arguments of a call, read as strictly as the EVM never does: what no encoder would write is named as a flaw and
 * read all the same, the way that a lenient contract would. Each byte is read once and all work is bounded. It knows
 * no contract.
 */
import { bytesToHex } from "@noble/hashes/utils.js"
import type { Flaw, ReadMember } from "~protocol"
import { type AbiType, headOf } from "./abi-types"
import type { Budget } from "./budget"
import { spell } from "./spell"

const WORD = 32
/** Where a place or a length says more than this, it is beyond any data there is. */
const FAR = 0xffff_ffff

/** What is asked for lies beyond the data, or is more than will be read. */
class Unreadable extends Error {}

/** Null members where the data cannot be read to its end. */
export function readArguments(
  types: readonly AbiType[],
  data: Uint8Array,
  budget: Budget,
): { members: ReadMember[] | null; flaws: Set<Flaw> } {
  const flaws = new Set<Flaw>()
  try {
    const { members, end } = openReader(data, flaws, budget).readList(types, 0)
    if (end < data.length) flaws.add("bytes-left-over")
    return { members, flaws }
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown
    return { members: null, flaws }
  }
}

type Read = { value: ReadMember["value"]; end: number }

function openReader(data: Uint8Array, flaws: Set<Flaw>, budget: Budget) {
  /** Overlapping places could have the same bytes read over and over. */
  let bytesLeft = data.length + WORD

  function spend(bytes: number): void {
    bytesLeft -= bytes
    if (bytesLeft < 0 || !budget.takeValue()) throw new Unreadable()
  }

  /** Beyond the data there are zeros, for the EVM. */
  function wordAt(at: number): Uint8Array {
    if (at + WORD <= data.length) return data.subarray(at, at + WORD)
    flaws.add("too-short")
    const word = new Uint8Array(WORD)
    word.set(data.subarray(Math.min(at, data.length)))
    return word
  }

  function sizeAt(at: number): number {
    if (at + WORD > data.length) {
      flaws.add("too-short")
      throw new Unreadable()
    }
    const word = wordAt(at)
    const size = word.subarray(0, WORD - 4).some((byte) => byte !== 0)
      ? FAR
      : new DataView(word.buffer, word.byteOffset + WORD - 4).getUint32(0)
    return size
  }

  function refuseBeyond(end: number): void {
    if (end <= data.length) return
    flaws.add("too-short")
    throw new Unreadable()
  }

  /** Heads from `base` on, then the tails in the same order: anywhere else no encoder puts them. */
  function readList(types: readonly AbiType[], base: number): { members: ReadMember[]; end: number } {
    let head = base
    let end = base + headOf(types)
    const members = types.map((type) => {
      const at = head
      head += type.headBytes
      if (!type.isDynamic) return memberOf(type, readStatic(type, at))
      const offset = sizeAt(at)
      if (base + offset !== end) flaws.add("offset-not-canonical")
      refuseBeyond(base + offset)
      const tail = readDynamic(type, base + offset)
      end = Math.max(end, tail.end)
      return memberOf(type, tail.value)
    })
    return { members, end }
  }

  function readDynamic(type: AbiType, at: number): Read {
    if (type.kind === "tuple") return listRead(type.members, at)
    if (type.kind === "array" && type.length !== null) return listRead(itemsOf(type.item, type.length), at)
    const size = sizeAt(at)
    if (type.kind !== "array") return readBytes(type.kind === "string", at + WORD, size)
    refuseBeyond(at + WORD + size * type.item.headBytes)
    if (size > budget.valuesLeft()) throw new Unreadable()
    return listRead(itemsOf(type.item, size), at + WORD)
  }

  function listRead(types: readonly AbiType[], at: number): Read {
    spend(0)
    const { members, end } = readList(types, at)
    return { value: members, end }
  }

  function readBytes(isText: boolean, at: number, size: number): Read {
    refuseBeyond(at + size)
    const end = at + Math.ceil(size / WORD) * WORD
    spend(size)
    const bytes = data.subarray(at, at + size)
    if (end > data.length) flaws.add("too-short")
    if (data.subarray(at + size, end).some((byte) => byte !== 0)) flaws.add("bytes-left-over")
    return {
      value: isText ? readText(bytes, flaws) : `0x${bytesToHex(bytes)}`,
      end: Math.min(end, data.length),
    }
  }

  function readStatic(type: AbiType, at: number): ReadMember["value"] {
    if (type.kind === "tuple") return readList(type.members, at).members
    if (type.kind === "array") return readList(itemsOf(type.item, type.length ?? 0), at).members
    spend(WORD)
    return readWord(type, wordAt(at), flaws)
  }

  return { readList }
}

function itemsOf(item: AbiType, count: number): AbiType[] {
  return Array.from({ length: count }, (_, place) => ({ ...item, name: String(place) }))
}

function memberOf({ name, type }: AbiType, value: ReadMember["value"]): ReadMember {
  return { name, type, value }
}

function readWord(type: AbiType, word: Uint8Array, flaws: Set<Flaw>): string {
  const number = BigInt(`0x${bytesToHex(word)}`)
  switch (type.kind) {
    case "address":
      if (number >> 160n !== 0n) flaws.add("address-not-canonical")
      return spell(`0x${bytesToHex(word.subarray(12))}`)
    case "bool":
      if (number > 1n) flaws.add("boolean-not-canonical")
      return String(number !== 0n)
    case "uint":
      if (BigInt.asUintN(type.bits, number) !== number) flaws.add("number-not-canonical")
      return BigInt.asUintN(type.bits, number).toString()
    case "int": {
      const signed = BigInt.asIntN(type.bits, number)
      if (BigInt.asUintN(256, signed) !== number) flaws.add("number-not-canonical")
      return signed.toString()
    }
    case "fixed":
      if (word.subarray(type.size).some((byte) => byte !== 0)) flaws.add("number-not-canonical")
      return `0x${bytesToHex(word.subarray(0, type.size))}`
    default:
      throw new Error(`no word: ${type.type}`)
  }
}

/** As bytes where it is no text. */
function readText(bytes: Uint8Array, flaws: Set<Flaw>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    flaws.add("text-not-canonical")
    return `0x${bytesToHex(bytes)}`
  }
}
