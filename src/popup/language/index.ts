/**
 * How the face speaks: `say` gives the words of a key in the language that is chosen. Nothing is said while a module is
 * evaluated, because the language can change. What a value holds is put in as it is and never read as a key or a
 * placeholder; React escapes it.
 */
import { createInstance } from "i18next"
import { de } from "./de"
import { en } from "./en"
import type { Catalogue, Values, Word } from "./keys"
import { type Language, languages } from "./languages"

export type { Word } from "./keys"
export { type Language, type LanguageSetting, languageOf, languages } from "./languages"

export const catalogues: Record<Language, Catalogue> = { en, de }

const i18n = createInstance()
void i18n.init({
  initAsync: false,
  lng: "en",
  fallbackLng: "en",
  nsSeparator: false,
  interpolation: { escapeValue: false, skipOnVariables: true },
  resources: { en: { translation: en }, de: { translation: de } },
})

let chosen: Language = "en"
let translate = i18n.getFixedT(chosen)
const listeners = new Set<() => void>()

/** `say("home.used", { ago })`: the words of a key. A number among the values is written as the language writes it. */
export function say<Key extends Word>(key: Key, ...[values]: Values<Key>): string {
  const given: Record<string, string | number> = { ...values }
  const written = Object.entries(given).map(([name, value]) => [name, writeValue(value)])
  const plural = typeof given.count === "number" ? { count: given.count } : {}
  return String(translate(key, { ...plural, nest: false, replace: Object.fromEntries(written) }))
}

function writeValue(value: string | number): string {
  return typeof value === "string" ? value : new Intl.NumberFormat(locale()).format(value)
}

/** How numbers and times are written. */
export function locale(): string {
  return languages[chosen].locale
}

type Root = { lang: string; dir: string }

/** From now on everything is said in this language, and the page says so of itself. */
export function chooseLanguage(language: Language, root: Root | null = rootOfPage()): void {
  if (root !== null) {
    root.lang = language
    root.dir = languages[language].direction
  }
  if (language === chosen) return
  chosen = language
  translate = i18n.getFixedT(language)
  for (const tell of listeners) tell()
}

export function chosenLanguage(): Language {
  return chosen
}

/** Calls back whenever another language is chosen, until it is told to stop. */
export function onLanguage(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function rootOfPage(): Root | null {
  return typeof document === "undefined" ? null : document.documentElement
}
