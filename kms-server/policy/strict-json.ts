/**
 * Reads JSON so that it has one meaning: two readers of the same bytes can never see two requests. Refuses what
 * JSON.parse lets pass: duplicate keys, `__proto__`, integers that a double cannot hold, lone surrogates, deep
 * nesting, a byte order mark, bytes that are not UTF-8.
 */
import { type Fault, fault } from "~protocol"

const MAX_DEPTH = 16
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const SPACE = /[ \t\n\r]*/y
const LITERALS = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
])

/** Says why it cannot be read, in words that repeat nothing of it. */
function unreadable(where: string): Fault {
  return fault("BODY_MALFORMED", { where })
}

export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  let at = 0

  function take(pattern: RegExp): string | null {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }

  function takeSign(sign: string): boolean {
    take(SPACE)
    if (text[at] !== sign) return false
    at += 1
    return true
  }

  function expect(sign: string): void {
    if (!takeSign(sign)) throw unreadable("it is not JSON")
  }

  function value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw unreadable("it is nested too deeply")
    if (takeSign("{")) return object(depth)
    if (takeSign("[")) return array(depth)
    if (text[at] === '"') return string()
    for (const [word, meaning] of LITERALS) {
      if (!text.startsWith(word, at)) continue
      at += word.length
      return meaning
    }
    return number()
  }

  function object(depth: number): Record<string, unknown> {
    const members = new Map<string, unknown>()
    if (takeSign("}")) return {}
    do {
      take(SPACE)
      const name = string()
      if (members.has(name)) throw unreadable("a key stands twice in one object")
      if (name === "__proto__") throw unreadable("a key is __proto__")
      expect(":")
      members.set(name, value(depth + 1))
    } while (takeSign(","))
    expect("}")
    return Object.fromEntries(members)
  }

  function array(depth: number): unknown[] {
    const items: unknown[] = []
    if (takeSign("]")) return items
    do items.push(value(depth + 1))
    while (takeSign(","))
    expect("]")
    return items
  }

  function string(): string {
    const quoted = take(STRING)
    if (quoted === null) throw unreadable("it is not JSON")
    const meant: string = parseToken(quoted)
    if (/\p{Surrogate}/u.test(meant)) throw unreadable("a text holds half a character")
    return meant
  }

  function number(): number {
    const digits = take(NUMBER)
    if (digits === null) throw unreadable("it is not JSON")
    const meant = Number(digits)
    const isExact = Number.isInteger(meant) ? Number.isSafeInteger(meant) : Number.isFinite(meant)
    if (!isExact) throw unreadable("a number is too large")
    return meant
  }

  const parsed = value(1)
  take(SPACE)
  if (at !== text.length) throw unreadable("something follows the JSON")
  return parsed
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw unreadable("it is not UTF-8")
  }
}

/** A single string token; JSON.parse knows the escapes and refuses bare control characters. */
function parseToken(quoted: string): string {
  try {
    return JSON.parse(quoted)
  } catch {
    throw unreadable("it is not JSON")
  }
}
