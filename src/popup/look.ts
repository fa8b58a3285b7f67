/**
 * How the face looks and in which language it speaks. What was chosen is mirrored where a page can read it before it
 * paints anything, so that no light page flashes up in the dark; the background's word stands above the mirror.
 */
import type { Settings } from "~protocol"
import { chooseLanguage, type LanguageSetting, languageOf, languages } from "./language"

type Look = Pick<Settings, "theme" | "language">

const KEY = "look"

/** As it was last time. */
export function recallLook(): void {
  applyLook(readMirror())
}

/** As the background says it is. */
export function takeLook({ theme, language }: Look): void {
  applyLook({ theme, language })
  try {
    localStorage.setItem(KEY, JSON.stringify({ theme, language }))
  } catch {
    // Then the next page looks as the system does until it has asked.
  }
}

/** What does not read as a look is the system's. */
export function lookIn(text: string | null): Look {
  const read: Partial<Record<keyof Look, unknown>> = parse(text)
  const { theme, language } = read
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    language: isLanguage(language) ? language : "system",
  }
}

function isLanguage(language: unknown): language is LanguageSetting {
  return typeof language === "string" && Object.hasOwn(languages, language)
}

function parse(text: string | null): object {
  try {
    const value: unknown = JSON.parse(text ?? "null")
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}

function readMirror(): Look {
  try {
    return lookIn(localStorage.getItem(KEY))
  } catch {
    return lookIn(null)
  }
}

function applyLook({ theme, language }: Look): void {
  const root = document.documentElement
  if (theme === "system") delete root.dataset.theme
  else root.dataset.theme = theme
  chooseLanguage(languageOf(language, navigator.languages))
}
