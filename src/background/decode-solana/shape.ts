/**
 * The shape of an instruction: its number, its accounts by place, its fields, and what it does. Read by a shape is what
 * fits it to the last byte and the last account; what a program would run all the same is read with its flaw.
 */
import type { Action, Reading, ReadMember } from "~protocol"
import { type Field, kindName, littleEndian, readFields, type Value } from "./fields"
import { type Around, accountMember, type Instruction, readingOf, unknownReading } from "./instruction"
import { isSysvar } from "./sysvars"

/**
 * Places are names. `name?` may be missing at the end; `name!` is the system account of that name, and nothing else;
 * `name~` is that one or is left out. `more` names the accounts behind them: programs run with accounts too many, and
 * those that nobody named make it less than exact.
 */
export type Shape = {
  tag: number
  name: string
  accounts: readonly string[]
  fields: readonly Field[]
  more?: string
  act: (of: Parts, around: Around) => Action
  /** What moves along with it, such as the SOL of an account that is made. */
  moves?: (of: Parts, around: Around) => Action | null
}

type Act = Shape["act"]

export function shape(
  tag: number,
  name: string,
  accounts: readonly string[],
  fields: readonly Field[],
  act: Act = () => ({ type: "call" }),
): Shape {
  return { tag, name, accounts, fields, act }
}

/** With any number of accounts behind its own. */
export function withMore(more: string, shapes: readonly Shape[]): Shape[] {
  return shapes.map((one) => ({ ...one, more }))
}

/** The values of an instruction by their names. */
export type Parts = {
  /** The address or text of this name. */
  text: (name: string) => string
  /** Null where it is missing or holds nothing. */
  maybe: (name: string) => string | null
}

export type TagKind = "u8" | "u32"

/** An instruction of a program whose bytes begin with a number of this width; null for a number it does not have. */
export function readByShape(
  instruction: Instruction,
  tagKind: TagKind,
  shapes: readonly Shape[],
  around: Around,
): Reading | null {
  const tagged = readFields([["tag", tagKind]], instruction.data)
  if (typeof tagged === "string") return unknownReading(instruction, { flaws: ["too-short"] })
  const shape = shapes.find(({ tag }) => tag.toString() === tagged.values[0])
  return shape ? fitShape(instruction, shape, tagged.rest, around) : null
}

/** `data` without the number before it. */
export function fitShape(instruction: Instruction, shape: Shape, data: Uint8Array, around: Around): Reading {
  const { name, fields, act } = shape
  const read = readFields(fields, data)
  if (typeof read === "string") return unknownReading(instruction, { signature: name, flaws: [read] })
  const accounts = placeAccounts(instruction, shape)
  if (accounts === null) return unknownReading(instruction, { signature: name })
  const members = [...accounts.members, ...fieldMembers(fields, read.values)]
  const hasRest = read.rest.length > 0 && !isPadding(fields, read.values, read.rest)
  const parts = partsOf(accounts.members, fields, read.values)
  const common = {
    how: hasRest || accounts.hasUnnamed ? ("named" as const) : ("exact" as const),
    flaws: hasRest ? ["bytes-left-over" as const] : [],
    signature: name,
  }
  const moved = shape.moves?.(parts, around) ?? null
  const inside = moved === null ? [] : [readingOf(instruction, { ...common, action: moved, members: [] })]
  return readingOf(instruction, { ...common, action: act(parts, around), members, inside })
}

/** The name of the instruction whose number stands first in four bytes. */
export function nameByNumber({ data }: Instruction, names: readonly string[]): string | undefined {
  return data.length < 4 ? undefined : names[Number(littleEndian(data.subarray(0, 4)))]
}

/** The first clients of the token program wrote a whole empty key behind an option that holds nothing. */
function isPadding(fields: readonly Field[], values: readonly Value[], rest: Uint8Array): boolean {
  const [, last] = fields.at(-1) ?? []
  const isEmptyKey =
    typeof last === "object" && "option" in last && last.option === "key" && values.at(-1) === null
  return isEmptyKey && rest.length === 32 && rest.every((byte) => byte === 0)
}

function placeAccounts({ accounts }: Instruction, shape: Shape) {
  const members: ReadMember[] = []
  let at = 0
  for (const spec of shape.accounts) {
    const name = spec.replace(/[?!~]$/, "")
    const account = accounts[at]
    const isFit = account !== undefined && (/[!~]$/.test(spec) ? isSysvar(name, account.address) : true)
    if (isFit) {
      members.push(accountMember(name, account))
      at += 1
    } else if (!spec.endsWith("~") && !(spec.endsWith("?") && account === undefined)) return null
  }
  const others = accounts.slice(at)
  const named = others.map((account, place) => accountMember(`${shape.more ?? "account"} ${place}`, account))
  return { members: [...members, ...named], hasUnnamed: others.length > 0 && shape.more === undefined }
}

function fieldMembers(fields: readonly Field[], values: readonly Value[]): ReadMember[] {
  return fields.map(([name, kind], place) => {
    const value = values[place] ?? null
    const type = kindName(kind)
    if (typeof value === "string") return { name, type, value }
    const list = (value ?? []).map((text, index) => ({ name: `${index}`, type, value: text }))
    return { name, type, value: value === null ? "" : list }
  })
}

function partsOf(accounts: readonly ReadMember[], fields: readonly Field[], values: readonly Value[]): Parts {
  const all = new Map<string, Value>(
    accounts.map(({ name, value }) => [name, typeof value === "string" ? value : null]),
  )
  for (const [place, [name]] of fields.entries()) all.set(name, values[place] ?? null)
  const maybe = (name: string) => {
    const value = all.get(name)
    return typeof value === "string" ? value : null
  }
  return { maybe, text: (name) => maybe(name) ?? "" }
}
