/**
 * EIP-712, read strictly: each type is well formed, the message has each member of its type and no other, each value
 * fits its type in one spelling of few. What is signed is then what was read. The work is bounded, so that no data
 * takes long.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { fault, type TypedData } from "~protocol"
import { encodeAtom, isAtom } from "./eip712-atoms"
import { readTypes, type Types } from "./eip712-types"

const DOMAIN = "EIP712Domain"
/** Values, and blocks of 136 bytes that are hashed: some 4 µs each, so 16 ms at the most. */
const MAX_WORK = 4096
const MAX_DEPTH = 16

const ARRAY = /^(.+)\[(\d*)\]$/

/** How the domain's members are typed and ordered; a domain leaves out what it does not need. */
const domainMembers = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
] as const

export type HashedTypedData = {
  /** 0x1901 ‖ domain separator ‖ struct hash. */
  payload: Uint8Array
  /** The primary type with all that it refers to, as EIP-712's `encodeType` writes it. */
  encodedType: string
}

type Hasher = {
  types: Types
  hash(bytes: Uint8Array): Uint8Array
  typeHash(type: string): Uint8Array
  /** Counts work; throws where there is too much of it. */
  count(work: number): void
}

export function hashTypedData(data: TypedData): HashedTypedData {
  const types = readTypes({ ...data.types, [DOMAIN]: domainTypeOf(data) })
  if (data.primaryType === DOMAIN || !types.has(data.primaryType)) throw misfit("its primary type")
  const hasher = openHasher(types)
  const separator = hashStruct(hasher, DOMAIN, data.domain, DOMAIN, 0)
  const message = hashStruct(hasher, data.primaryType, data.message, "message", 0)
  return {
    payload: Buffer.concat([Uint8Array.of(0x19, 0x01), separator, message]),
    encodedType: types.encode(data.primaryType),
  }
}

/** What the types say of the domain, or what its members make it where they say nothing. */
function domainTypeOf({ types, domain }: TypedData): { name: string; type: string }[] {
  const present = domainMembers.filter(({ name }) => Object.hasOwn(domain, name))
  const declared = Object.hasOwn(types, DOMAIN) ? types[DOMAIN] : present
  const isOrdered =
    declared?.length === present.length &&
    present.every(({ name, type }, place) => declared[place]?.name === name && declared[place]?.type === type)
  if (!isOrdered) throw misfit("its domain")
  return [...present]
}

function openHasher(types: Types): Hasher {
  const typeHashes = new Map<string, Uint8Array>()
  let done = 0

  function count(work: number) {
    done += work
    if (done > MAX_WORK) throw fault("BODY_MALFORMED", { where: "the typed data is too large" })
  }

  function hash(bytes: Uint8Array): Uint8Array {
    count(1 + Math.floor(bytes.length / 136))
    return keccak_256(bytes)
  }

  function typeHash(type: string): Uint8Array {
    const known = typeHashes.get(type) ?? hash(Buffer.from(types.encode(type)))
    typeHashes.set(type, known)
    return known
  }

  return { types, hash, typeHash, count }
}

function hashStruct(hasher: Hasher, type: string, value: unknown, where: string, depth: number): Uint8Array {
  const members = hasher.types.membersOf(type)
  const values = recordOf(value, where)
  if (Object.keys(values).length !== members.length) throw misfit(where)
  const words = members.map((member) => {
    if (!Object.hasOwn(values, member.name)) throw misfit(where)
    return encode(hasher, member.type, values[member.name], member.name, depth + 1)
  })
  return hasher.hash(Buffer.concat([hasher.typeHash(type), ...words]))
}

/** The 32 bytes that stand for a value in its struct. */
function encode(hasher: Hasher, type: string, value: unknown, where: string, depth: number): Uint8Array {
  if (depth > MAX_DEPTH) throw misfit(where)
  hasher.count(1)
  const array = ARRAY.exec(type)
  if (array) return hashArray(hasher, array, value, where, depth)
  if (isAtom(type)) return encodeAtom(type, value, hasher.hash) ?? misfitted(where)
  return hashStruct(hasher, type, value, where, depth)
}

function hashArray(hasher: Hasher, array: RegExpExecArray, value: unknown, where: string, depth: number) {
  const [, item = "", length = ""] = array
  if (!Array.isArray(value)) throw misfit(where)
  if (length !== "" && value.length !== Number(length)) throw misfit(where)
  return hasher.hash(Buffer.concat(value.map((each) => encode(hasher, item, each, where, depth + 1))))
}

function recordOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw misfit(where)
  return value as Record<string, unknown>
}

function misfit(where: string) {
  return fault("BODY_MALFORMED", { where: `the typed data does not fit its types at ${where.slice(0, 64)}` })
}

function misfitted(where: string): never {
  throw misfit(where)
}
