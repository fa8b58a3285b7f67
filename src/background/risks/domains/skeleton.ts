/**
 * What a domain looks like (Unicode TR 39): letters that are drawn alike become one letter, marks above and below fall
 * away, as do hyphens. Two domains that look alike have one skeleton.
 */
import { confusableLetters } from "./confusable-letters"

let letters: ReadonlyMap<string, string> | undefined

/** Pairs that run together, and the figures that stand for letters. */
const PAIRS: readonly [RegExp, string][] = [
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/0/g, "o"],
  [/[1i|]/g, "l"],
]

export function skeletonOf(text: string): string {
  letters ??= confusableLetters()
  const table = letters
  const plain = Array.from(text.normalize("NFD"), (char) => table.get(char) ?? char)
    .join("")
    .normalize("NFD")
    .replace(/[\p{M}-]/gu, "")
    .toLowerCase()
  return PAIRS.reduce((skeleton, [pattern, letter]) => skeleton.replace(pattern, letter), plain)
}

/** At most one letter more, less, other, or changed places with its neighbour. */
export function isWithinOneEdit(a: string, b: string): boolean {
  if (a === b) return true
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  const [restA, restB] = [a.slice(start), b.slice(start)]
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (isSwapped && restA.length > 1)
  )
}
