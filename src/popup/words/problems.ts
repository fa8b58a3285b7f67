/**
 * What went wrong, in the language that is spoken. A code that the face has no words for, or whose words need what was
 * not told, is said in the sentence of the table of faults, which is English.
 */
import type { Problem } from "~protocol"
import { catalogues, say, type Word } from "../language"

type Context = Problem["context"]
type Words = { readonly [key: string]: string | Words }

const SECOND_MS = 1000

export function sentenceOf({ code, message, context }: Problem): string {
  const key = keyOf(code, context)
  if (key === null) return message
  const values = { ...context, ...countIn(context) }
  return placeholdersIn(key).every((name) => Object.hasOwn(values, name))
    ? sayAs(`fault.${key}` as Word, values)
    : message
}

/** Some codes have a sentence for each reason; some have one for each form of a plural. */
function keyOf(code: string, context: Context): string | null {
  const words: Words = catalogues.en.fault
  const known = Object.hasOwn(words, code) ? words[code] : undefined
  if (typeof known === "string" || Object.hasOwn(words, `${code}_other`)) return code
  const why = String(context.why)
  return known !== undefined && Object.hasOwn(known, why) ? `${code}.${why}` : null
}

/** The one number of a sentence, in the unit that a person counts in. */
function countIn({ retryAfterMs, byMs, limit }: Context): { count?: number } {
  if (typeof retryAfterMs === "number") return { count: Math.ceil(retryAfterMs / SECOND_MS) }
  if (typeof byMs === "number") return { count: Math.round(Math.abs(byMs) / SECOND_MS) }
  return typeof limit === "number" ? { count: limit } : {}
}

function placeholdersIn(key: string): string[] {
  const [code = "", why] = key.split(".", 2)
  const words: Words = catalogues.en.fault
  const found = words[`${code}_other`] ?? words[code] ?? ""
  const text = typeof found === "string" ? found : (found[why ?? ""] ?? "")
  return typeof text === "string" ? [...text.matchAll(/\{\{([a-z]+)\}\}/g)].map(([, name]) => name ?? "") : []
}

/** Which values the words of a code take is known only once the code is; what is missing was looked for above. */
const sayAs = say as (key: Word, values: Context) => string
