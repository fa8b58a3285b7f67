/**
 * The keys of the words and what each is said with, derived from English: a key that is not there, a value that is
 * left out and a word that is not translated do not compile.
 */
import type { en } from "./en"

type English = typeof en

/** The same words in another language: each key, in whatever words. */
export type Translated<Words> = {
  readonly [Key in keyof Words]: Words[Key] extends string ? string : Translated<Words[Key]>
}

export type Catalogue = Translated<English>

/** The forms of a plural are asked for by what they share: `bytes_one` and `bytes_other` by `bytes`. */
type Asked<Key> = Key extends `${infer Shared}_${"one" | "other"}` ? Shared : Key

type PathsIn<Words> = {
  [Key in keyof Words & string]: Words[Key] extends string ? Asked<Key> : `${Key}.${PathsIn<Words[Key]>}`
}[keyof Words & string]

/** Where a word stands: its area, what it belongs to in there, its name. */
export type Word = PathsIn<English>

type NamesIn<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** The values that a word is said with; a plural takes its count, whether or not it says it. */
type NamesAt<Words, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Words
    ? NamesAt<Words[Head], Rest>
    : never
  : Path extends keyof Words
    ? NamesIn<Words[Path]>
    : "count" | NamesIn<Words[`${Path}_${"one" | "other"}` & keyof Words]>

type Names<Key extends Word> = NamesAt<English, Key>

/** Text goes in as it is, a number as the language writes it. */
type ValueOf<Name> = Name extends "count" ? number : string | number

/** The rest of the arguments of `say`: none where the word takes no values. */
export type Values<Key extends Word> = [Names<Key>] extends [never]
  ? []
  : [values: { readonly [Name in Names<Key>]: ValueOf<Name> }]
