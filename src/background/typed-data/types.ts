/** The types of EIP-712 data: each name and member well formed, each reference known, and their number bounded. */
import { isAtom } from "./atoms"
import type { Refuse } from "./read"

export type Member = { name: string; type: string }

export type Types = ReadonlyMap<string, readonly Member[]>

const MAX_TYPES = 64
const MAX_MEMBERS = 256
/** Nothing that could be taken for another part of an encoded type; colons and dots are in use. */
const NAME = /^(?!__proto__$)[A-Za-z_$][A-Za-z0-9_$:.-]{0,63}$/
const ARRAYS = /(\[(0|[1-9][0-9]{0,3})?\]){1,4}$/

export const DOMAIN = "EIP712Domain"

/** A member of EIP-712's own domain type, in the order in which they must stand. */
const domainMembers: readonly Member[] = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
]

export function readTypes(given: Readonly<Record<string, readonly Member[]>>, refuse: Refuse): Types {
  const types = new Map(Object.entries(given))
  if (types.size > MAX_TYPES || [...types.values()].flat().length > MAX_MEMBERS) {
    throw refuse("there are too many types")
  }
  for (const [type, members] of types) {
    if (!NAME.test(type) || isAtom(type)) throw refuse(`types: ${shown(type)} is no name of a type`)
    refuseMalformed(types, type, members, refuse)
  }
  refuseOtherDomain(types.get(DOMAIN) ?? [], refuse)
  return types
}

/** `Mail(Person from,string text)Person(string name)`: the type, then all it refers to, by name. */
export function encodeType(types: Types, type: string): string {
  const others = [...reachedFrom(types, type)].filter((other) => other !== type).sort()
  return [type, ...others]
    .map(
      (each) =>
        `${each}(${membersOf(types, each)
          .map((member) => `${member.type} ${member.name}`)
          .join()})`,
    )
    .join("")
}

export function membersOf(types: Types, type: string): readonly Member[] {
  return types.get(type) ?? []
}

/** What is in an array of arrays. */
export function itemOf(type: string): string {
  return type.replace(ARRAYS, "")
}

/** The earlier version of the method has no arrays, and no type that holds itself. */
export function refuseArraysAndCycles(types: Types, refuse: Refuse): void {
  for (const [type, members] of types) {
    const array = members.find((member) => itemOf(member.type) !== member.type)
    if (array) throw refuse(`types.${type}: ${array.name} is an array; use eth_signTypedData_v4`)
    const isCyclic = members.some((member) => reachedFrom(types, member.type).has(type))
    if (isCyclic) throw refuse(`types.${type} holds itself; use eth_signTypedData_v4`)
  }
}

function refuseMalformed(types: Types, type: string, members: readonly Member[], refuse: Refuse): void {
  if (new Set(members.map(({ name }) => name)).size !== members.length) {
    throw refuse(`types.${type} names a member twice`)
  }
  for (const member of members) {
    if (!NAME.test(member.name)) throw refuse(`types.${type}: ${shown(member.name)} is no name of a member`)
    const item = itemOf(member.type)
    if (!isAtom(item) && !types.has(item))
      throw refuse(`types.${type}.${member.name}: ${shown(member.type)} is no type`)
  }
}

/** Some of the members that there can be, in their order. */
function refuseOtherDomain(declared: readonly Member[], refuse: Refuse): void {
  const possible = domainMembers.filter(({ name }) => declared.some((member) => member.name === name))
  const isStandard =
    possible.length === declared.length &&
    possible.every(
      ({ name, type }, place) => declared[place]?.name === name && declared[place]?.type === type,
    )
  if (!isStandard) throw refuse(`types.${DOMAIN} is not as EIP-712 has it`)
}

/** The types that `first` is made of, itself included; nothing for an atom. */
function reachedFrom(types: Types, first: string): Set<string> {
  const reached = new Set(types.has(first) ? [first] : [])
  // A set that grows while it is walked is walked to its end.
  for (const type of reached) {
    for (const member of membersOf(types, type)) {
      const item = itemOf(member.type)
      if (!isAtom(item)) reached.add(item)
    }
  }
  return reached
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 64))
}
