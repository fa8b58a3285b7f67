/**
 * Makes text from a page safe to look at: characters that are invisible or change the direction of reading come
 * out as named pieces (`U+202E`), so that what a person reads is what is signed. Nothing is removed.
 */

export type TextPiece = { kind: "plain"; text: string } | { kind: "hidden"; text: string; name: string }

/**
 * Controls, format characters (bidi, zero width, tags), line separators, private and unassigned code points, lone
 * surrogates, and letters that look like nothing. Not: newline, tab, and the joiner inside an emoji.
 */
const HIDDEN =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)\u200D(?=\p{Extended_Pictographic})|[\n\t]|([\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u2800]|\u034F|\u17B4|\u17B5)/gu

/** How many names stand apart; a page that hides more than that gets the rest as one piece, quick to draw. */
const APART_LIMIT = 500

export function visiblePiecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let from = 0
  for (const match of text.matchAll(HIDDEN)) {
    const hidden = match[1]
    if (hidden === undefined) continue
    if (pieces.length >= 2 * APART_LIMIT) break
    if (match.index > from) pieces.push({ kind: "plain", text: text.slice(from, match.index) })
    pieces.push({ kind: "hidden", text: hidden, name: nameOf(hidden) })
    from = match.index + hidden.length
  }
  const rest = text.slice(from)
  const name = rest.replaceAll(HIDDEN, (all, hidden?: string) => (hidden ? ` ${nameOf(hidden)} ` : all))
  if (rest !== "")
    pieces.push(name === rest ? { kind: "plain", text: rest } : { kind: "hidden", text: rest, name })
  return pieces
}

const FIRST_STRONG_ISOLATE = "\u2068"
const POP_ISOLATE = "\u2069"

/** The same in one line, for a word of a page's own inside a sentence: it cannot turn what stands around it. */
export function visibleTextOf(text: string): string {
  const line = visiblePiecesOf(text)
    .map((piece) => (piece.kind === "plain" ? piece.text.replaceAll(/\s/g, " ") : `‹${piece.name.trim()}›`))
    .join("")
  return /^[ -~]*$/.test(line) ? line : `${FIRST_STRONG_ISOLATE}${line}${POP_ISOLATE}`
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`
}
