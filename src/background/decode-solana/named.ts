/** Finds the name of an instruction of a program that many use, by its first bytes. What it does is not read. */
import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import type { Reading } from "~protocol"
import { littleEndian } from "./fields"
import { type Instruction, namedReading, unknownReading } from "./instruction"
import { type NamedProgram, namedProgramAt } from "./named-programs"

/** Null for a program that is not listed. */
export function readNamed(instruction: Instruction): Reading | null {
  const program = namedProgramAt(instruction.program)
  if (program === null) return null
  const name = nameIn(program, instruction.data)
  const reading = name === null ? unknownReading(instruction) : namedReading(instruction, name)
  return { ...reading, protocol: program.protocol }
}

function nameIn({ kind, names }: NamedProgram, data: Uint8Array): string | null {
  const all = names.split(/\s+/).filter((name) => name !== "")
  if (kind === "hashed") return all.find((name) => isHashOf(name, data)) ?? null
  const number = kind === "numbered" ? data[0] : versionedNumber(data)
  const found = all.find((name) => name.startsWith(`${number}:`))
  return found?.slice(found.indexOf(":") + 1) ?? null
}

function versionedNumber(data: Uint8Array): bigint | undefined {
  return data[0] === 0 && data.length >= 5 ? littleEndian(data.subarray(1, 5)) : undefined
}

/** As the framework that most of these programs are written in has it: the first eight bytes count. */
function isHashOf(name: string, data: Uint8Array): boolean {
  if (data.length < 8) return false
  const hash = hashes.get(name) ?? sha256(utf8ToBytes(`global:${name}`))
  hashes.set(name, hash)
  return data.subarray(0, 8).every((byte, place) => byte === hash[place])
}

/** Of the names that were asked for so far. */
const hashes = new Map<string, Uint8Array>()
