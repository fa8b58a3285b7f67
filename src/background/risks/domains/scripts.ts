/**
 * Whether the letters of a label come from alphabets that nobody writes together (Unicode TR 39, "highly restrictive"):
 * one script alone, or Latin with the scripts of Chinese, of Japanese or of Korean.
 */

const COMMON = /[\p{sc=Zyyy}\p{sc=Zinh}]/u

const NAMED: readonly [name: string, letters: RegExp][] = [
  ["Latin", /\p{scx=Latn}/u],
  ["Cyrillic", /\p{scx=Cyrl}/u],
  ["Greek", /\p{scx=Grek}/u],
  ["Han", /\p{scx=Hani}/u],
  ["Hiragana", /\p{scx=Hira}/u],
  ["Katakana", /\p{scx=Kana}/u],
  ["Bopomofo", /\p{scx=Bopo}/u],
  ["Hangul", /\p{scx=Hang}/u],
  ["Armenian", /\p{scx=Armn}/u],
  ["Georgian", /\p{scx=Geor}/u],
  ["Hebrew", /\p{scx=Hebr}/u],
  ["Arabic", /\p{scx=Arab}/u],
  ["Devanagari", /\p{scx=Deva}/u],
  ["Bengali", /\p{scx=Beng}/u],
  ["Tamil", /\p{scx=Taml}/u],
  ["Telugu", /\p{scx=Telu}/u],
  ["Thai", /\p{scx=Thai}/u],
  ["Ethiopic", /\p{scx=Ethi}/u],
  ["Cherokee", /\p{scx=Cher}/u],
  ["Coptic", /\p{scx=Copt}/u],
]

const TOGETHER: readonly (readonly string[])[] = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"],
]

/** A letter of a script that has no name here is one of "others": alone it is fine, beside any other it is not. */
const OTHERS = ["others"]

export function mixesScripts(label: string): boolean {
  const letters = Array.from(label).filter((char) => !COMMON.test(char))
  const scripts = letters.map(scriptsOf)
  const choices: readonly (readonly string[])[] = [...NAMED.map(([name]) => [name]), OTHERS, ...TOGETHER]
  return !choices.some((choice) => scripts.every((own) => own.some((script) => choice.includes(script))))
}

function scriptsOf(letter: string): readonly string[] {
  const own = NAMED.flatMap(([name, letters]) => (letters.test(letter) ? [name] : []))
  return own.length > 0 ? own : OTHERS
}
