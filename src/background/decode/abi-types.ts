/** The types of a function's arguments, read from its own text: `transfer(address to,uint256 value)`. */

export type AbiType = { name: string; type: string; isDynamic: boolean; headBytes: number } & (
  | { kind: "address" | "bool" | "bytes" | "string" }
  /** `bits` of a number, `size` in bytes of what has a fixed one. */
  | { kind: "uint" | "int"; bits: number }
  | { kind: "fixed"; size: number }
  | { kind: "array"; item: AbiType; length: number | null }
  | { kind: "tuple"; members: AbiType[] }
)

const WORD = 32
const read = new Map<string, AbiType[]>()

/** `text` comes with the wallet; what does not parse is a mistake in it. */
export function parseInputs(text: string): AbiType[] {
  const known = read.get(text) ?? parseMembers(text.slice(text.indexOf("(") + 1, -1))
  read.set(text, known)
  return known
}

/** `transfer(address,uint256)`: without the names. */
export function signatureOf(text: string): string {
  return `${text.slice(0, text.indexOf("("))}(${parseInputs(text)
    .map(({ type }) => type)
    .join()})`
}

function parseMembers(list: string): AbiType[] {
  return splitMembers(list).map((text, place) => parseMember(text, String(place)))
}

/** At the commas that stand in no inner parenthesis. */
function splitMembers(list: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < list.length; at += 1) {
    const sign = list[at]
    if (sign === "(") depth += 1
    if (sign === ")") depth -= 1
    if (sign === "," && depth === 0) {
      parts.push(list.slice(start, at))
      start = at + 1
    }
  }
  return list === "" ? [] : [...parts, list.slice(start)]
}

/** What has no name goes by its place. */
function parseMember(text: string, place: string): AbiType {
  const end = text.startsWith("(") ? text.lastIndexOf(")") + 1 : 0
  const [, rest = "", name = place] = /^(\S*)(?: (\w+))?$/.exec(text.slice(end)) ?? []
  return typeOf(text.slice(0, end) + rest, name)
}

function typeOf(text: string, name: string): AbiType {
  const [, item, length] = /^(.*)\[(\d*)\]$/.exec(text) ?? []
  if (item !== undefined) return arrayOf(typeOf(item, ""), length === "" ? null : Number(length), name)
  if (text.startsWith("(")) return tupleOf(parseMembers(text.slice(1, -1)), name)
  if (text === "bytes" || text === "string")
    return { name, type: text, kind: text, isDynamic: true, headBytes: WORD }
  const plain = { name, type: text, isDynamic: false, headBytes: WORD }
  if (text === "address" || text === "bool") return { ...plain, kind: text }
  const [, kind, size] = /^(uint|int|bytes)(\d+)$/.exec(text) ?? []
  if (kind === "bytes") return { ...plain, kind: "fixed", size: Number(size) }
  if (kind === "uint" || kind === "int") return { ...plain, kind, bits: Number(size) }
  throw new Error(`no type: ${text}`)
}

function arrayOf(item: AbiType, length: number | null, name: string): AbiType {
  const isDynamic = length === null || item.isDynamic
  const type = `${item.type}[${length ?? ""}]`
  return {
    name,
    type,
    kind: "array",
    item,
    length,
    isDynamic,
    headBytes: isDynamic ? WORD : item.headBytes * length,
  }
}

function tupleOf(members: AbiType[], name: string): AbiType {
  const isDynamic = members.some((member) => member.isDynamic)
  const type = `(${members.map((member) => member.type).join()})`
  return { name, type, kind: "tuple", members, isDynamic, headBytes: isDynamic ? WORD : headOf(members) }
}

/** How many bytes stand in front of the tails. */
export function headOf(types: readonly AbiType[]): number {
  return types.reduce((sum, { headBytes }) => sum + headBytes, 0)
}
