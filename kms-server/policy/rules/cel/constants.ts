/** The constants of a policy: what they may be, and the types that rules see them with. */
import type { CelConstant } from "~protocol"
import { MAX_LIST } from "./environment"
import type { Constants } from "./nodes"

const MAX_CONSTANT_TEXT = 1024

type Typed = { type: string; value: unknown }

/** Whole numbers are safe integers on the wire; larger ones are written as text and read with `units`. */
function scalarOf(value: unknown): Typed | null {
  if (typeof value === "boolean") return { type: "bool", value }
  if (typeof value === "string" && value.length <= MAX_CONSTANT_TEXT) return { type: "string", value }
  return Number.isSafeInteger(value) ? { type: "int", value: BigInt(value as number) } : null
}

function typedOf(value: unknown): Typed | null {
  if (!Array.isArray(value)) return scalarOf(value)
  const elements = value.map(scalarOf)
  const [first] = elements
  if (elements.length > MAX_LIST) return null
  if (!first) return value.length === 0 ? { type: "list<string>", value: [] } : null
  const isOne = elements.every((element) => element?.type === first.type)
  return isOne ? { type: `list<${first.type}>`, value: elements.map((element) => element?.value) } : null
}

export type ReadConstants = { types: Record<string, string>; values: Constants }

export function readConstants(
  constants: readonly CelConstant[],
): ReadConstants | { mistake: { name: string; why: string } } {
  const types: Record<string, string> = Object.create(null)
  const values: Record<string, unknown> = Object.create(null)
  for (const { name, value } of constants) {
    const typed = typedOf(value)
    if (name in types) return { mistake: { name, why: "there are two of that name" } }
    if (!typed || name === "__proto__") return { mistake: { name, why: WANTED } }
    types[name] = typed.type
    values[name] = typed.value
  }
  return { types, values }
}

const WANTED = `it is neither true or false, a whole number, a text nor a list of at most ${MAX_LIST} of one of them`
