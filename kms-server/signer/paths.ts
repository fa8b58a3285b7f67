/** Derivation paths: what they say, and the one spelling of each. */

const HARDENED = 0x80000000
const PATH = /^m(\/[0-9]{1,10}'?){0,10}$/

/** The indexes of a path such as `m/44'/501'/0'/0'`, none for `m`; null where it is not a path. */
export function parsePath(path: string): number[] | null {
  if (!PATH.test(path)) return null
  const indexes = path.split("/").slice(1).map(indexOf)
  return indexes.some(Number.isNaN) ? null : indexes
}

/** The one spelling of a path: `m/044'` is `m/44'`. Null where it is not a path. */
export function canonicalPath(path: string): string | null {
  const indexes = parsePath(path)
  return indexes === null ? null : ["m", ...indexes.map(spellingOf)].join("/")
}

export function isHardened(index: number): boolean {
  return index >= HARDENED
}

function indexOf(step: string): number {
  const index = Number.parseInt(step, 10)
  if (index >= HARDENED) return Number.NaN
  return step.endsWith("'") ? index + HARDENED : index
}

function spellingOf(index: number): string {
  return isHardened(index) ? `${index - HARDENED}'` : String(index)
}
