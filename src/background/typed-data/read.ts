/**
 * EIP-712 data, read strictly: what is shown, what is hashed and what the KMS is sent come from one walk over it. Each
 * type is well formed, the message has each member of its type and no other, each value fits its type. The work is
 * bounded. It knows no account, no chain and no site.
 */
import { keccak_256 } from "@noble/hashes/sha3.js"
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js"
import * as z from "zod/mini"
import type { Fault, TypedMember } from "~protocol"
import { isAtom, numberOf, readAtom, workOf } from "./atoms"
import { DOMAIN, encodeType, membersOf, readTypes, type Types } from "./types"

/** The fault that says where the data does not fit. */
export type Refuse = (where: string) => Fault

export type TypedDataRead = {
  types: Types
  primaryType: string
  domain: TypedMember[]
  message: TypedMember[]
  /** Null where the domain names no chain. */
  chainId: bigint | null
  /** JSON of all that is signed, and of nothing else. */
  text: string
  /** Keccak-256 of 0x1901 ‖ domain separator ‖ struct hash. */
  digest: Uint8Array
}

/** Values, and blocks that are hashed; the KMS reads no more either. */
const MAX_WORK = 4096
const MAX_DEPTH = 16
const ARRAY = /^(.+)\[(\d*)\]$/

const text = z.string()
/** What is beside these is not signed, so it is not kept. */
const Given = z.object({
  types: z.record(text, z.array(z.object({ name: text, type: text }))),
  primaryType: text,
  domain: z.record(text, z.unknown()),
  message: z.record(text, z.unknown()),
})

export function readTypedData(json: string, refuse: Refuse): TypedDataRead {
  const data = parse(json, refuse)
  const declared = { [DOMAIN]: [], ...data.types }
  const types = readTypes(declared, refuse)
  const { primaryType } = data
  if (primaryType === DOMAIN || !types.has(primaryType)) throw refuse("primaryType is none of the types")
  const given = Object.hasOwn(data.types, DOMAIN) ? signedDomain(types, data.domain, refuse) : {}
  const walk = openWalk(types, refuse)
  const domain = walk(DOMAIN, given, "domain")
  const message = walk(primaryType, data.message, "message")
  return {
    types,
    primaryType,
    domain: domain.members,
    message: message.members,
    chainId: Object.hasOwn(given, "chainId") ? numberOf(given.chainId) : null,
    text: JSON.stringify({ types: declared, primaryType, domain: given, message: data.message }),
    digest: keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domain.hash, message.hash)),
  }
}

function parse(json: string, refuse: Refuse): z.infer<typeof Given> {
  const given = Given.safeParse(parseJson(json, refuse))
  if (given.success) return given.data
  const where = given.error.issues[0]?.path.map(String).join(".") ?? ""
  throw refuse(`typed data: ${where === "" ? "it is no object" : where}`)
}

function parseJson(json: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw refuse("typed data: it is no JSON")
  }
}

/**
 * The members of the domain that its type has. Types that say nothing of a domain bind to none, whatever the site says
 * of one: so the method has always been answered, so sites check it, and so it is shown. A label that the type leaves out is left out. A binding that it leaves
 * out is refused: the signature would be good where the site says that it is not.
 */
function signedDomain(
  types: Types,
  domain: Record<string, unknown>,
  refuse: Refuse,
): Record<string, unknown> {
  const declared = new Set(membersOf(types, DOMAIN).map(({ name }) => name))
  const others = Object.keys(domain).filter((name) => !declared.has(name))
  const unbound = others.find((name) => name !== "name" && name !== "version")
  if (unbound !== undefined) throw refuse(`domain.${unbound.slice(0, 64)} is not in types.${DOMAIN}`)
  return Object.fromEntries(Object.entries(domain).filter(([name]) => declared.has(name)))
}

type Struct = { hash: Uint8Array; members: TypedMember[] }
type Read = { word: Uint8Array; value: TypedMember["value"] }

function openWalk(types: Types, refuse: Refuse) {
  const typeHashes = new Map<string, Uint8Array>()
  let work = 0

  function count(more: number): void {
    work += more
    if (work > MAX_WORK) throw refuse("the typed data is too large")
  }

  function typeHash(type: string): Uint8Array {
    const known = typeHashes.get(type) ?? keccak_256(utf8ToBytes(encodeType(types, type)))
    typeHashes.set(type, known)
    return known
  }

  function readStruct(type: string, given: unknown, where: string, depth = 0): Struct {
    const values = recordOf(given)
    const members = membersOf(types, type)
    if (values === null) throw refuse(`${where} is no object`)
    const stranger = Object.keys(values).find((name) => !members.some((member) => member.name === name))
    if (stranger !== undefined) throw refuse(`${where}.${stranger.slice(0, 64)} is not in types.${type}`)
    const read = members.map(({ name, type }) => {
      if (!Object.hasOwn(values, name)) throw refuse(`${where}.${name} is missing`)
      return { name, type, ...readValue(type, values[name], `${where}.${name}`, depth + 1) }
    })
    count(1 + read.length)
    return {
      hash: keccak_256(concatBytes(typeHash(type), ...read.map(({ word }) => word))),
      members: read.map(({ name, type, value }) => ({ name, type, value })),
    }
  }

  function readValue(type: string, given: unknown, where: string, depth: number): Read {
    if (depth > MAX_DEPTH) throw refuse(`${where} is nested too deep`)
    const [, item, length = ""] = ARRAY.exec(type) ?? []
    if (item !== undefined) return readArray(item, length, given, where, depth)
    if (!isAtom(type)) {
      const { hash, members } = readStruct(type, given, where, depth)
      return { word: hash, value: members }
    }
    count(workOf(given))
    const atom = readAtom(type, given)
    if (atom === null) throw refuse(`${where} is no ${type}`)
    return { word: atom.word, value: atom.text }
  }

  function readArray(type: string, length: string, given: unknown, where: string, depth: number): Read {
    if (!Array.isArray(given)) throw refuse(`${where} is no array`)
    if (length !== "" && given.length !== Number(length)) throw refuse(`${where} has not ${length} items`)
    count(1 + given.length)
    const read = given.map((each, place) => readValue(type, each, `${where}.${place}`, depth + 1))
    return {
      word: keccak_256(concatBytes(...read.map(({ word }) => word))),
      value: read.map(({ value }, place) => ({ name: String(place), type, value })),
    }
  }

  return (type: string, given: unknown, where: string) => readStruct(type, given, where)
}

function recordOf(value: unknown): Record<string, unknown> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null
  return value as Record<string, unknown>
}
