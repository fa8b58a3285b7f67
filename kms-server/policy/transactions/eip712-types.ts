/** The types of typed data: each name and member well formed, each reference known, and their number bounded. */
import { fault, type TypedData } from "~protocol"
import { isAtom } from "./eip712-atoms"

type Member = { name: string; type: string }

export type Types = {
  has(type: string): boolean
  membersOf(type: string): readonly Member[]
  /** `Mail(Person from,string text)Person(string name)`: the type, then all it refers to, by name. */
  encode(type: string): string
}

const MAX_TYPES = 64
const MAX_MEMBERS = 256
/** Nothing that could be taken for another part of an encoded type; colons and dots are in use. */
const NAME = /^[A-Za-z_$][A-Za-z0-9_$:.-]{0,63}$/
const ARRAYS = /(\[(0|[1-9][0-9]{0,3})?\]){0,4}$/

export function readTypes(given: TypedData["types"]): Types {
  const types = new Map(Object.entries(given))
  const members = [...types.values()].flat()
  if (types.size > MAX_TYPES || members.length > MAX_MEMBERS) throw malformed("there are too many")
  for (const [type, own] of types) refuseMalformed(types, type, own)
  const membersOf = (type: string) => types.get(type) ?? []

  return {
    has: (type) => types.has(type),
    membersOf,
    encode(type) {
      const others = [...reachedFrom(membersOf, type)].filter((other) => other !== type).sort()
      return [type, ...others].map((each) => `${each}(${membersOf(each).map(written).join()})`).join("")
    },
  }
}

function refuseMalformed(types: ReadonlyMap<string, Member[]>, type: string, members: Member[]) {
  if (!NAME.test(type) || isAtom(type)) throw malformed("a type has no proper name")
  const names = new Set(members.map(({ name }) => name))
  if (names.size !== members.length) throw malformed("a type names a member twice")
  for (const member of members) {
    if (!NAME.test(member.name)) throw malformed("a member has no proper name")
    const item = itemOf(member.type)
    if (!isAtom(item) && !types.has(item)) throw malformed("a member is of an unknown type")
  }
}

function reachedFrom(membersOf: Types["membersOf"], first: string): Set<string> {
  const reached = new Set([first])
  // A set that grows while it is walked is walked to its end.
  for (const type of reached) {
    for (const member of membersOf(type)) {
      const item = itemOf(member.type)
      if (!isAtom(item)) reached.add(item)
    }
  }
  return reached
}

/** What is in an array of arrays. */
function itemOf(type: string): string {
  return type.replace(ARRAYS, "")
}

function written({ name, type }: Member): string {
  return `${type} ${name}`
}

function malformed(why: string) {
  return fault("BODY_MALFORMED", { where: `the types of the typed data: ${why}` })
}
