/** The languages the face speaks, and which of them is meant by what a person or a browser asks for. */

/** `locale`: how numbers and times are written. `name`: what the language calls itself. */
type About = { name: string; locale: string; direction: "ltr" | "rtl" }

export const languages = {
  en: { name: "English", locale: "en-GB", direction: "ltr" },
  de: { name: "Deutsch", locale: "de-DE", direction: "ltr" },
} as const satisfies Record<string, About>

export type Language = keyof typeof languages
export type LanguageSetting = "system" | Language

/** `system`: the first of the browser's languages that the face speaks, and English where it speaks none. */
export function languageOf(setting: LanguageSetting, asked: readonly string[]): Language {
  if (setting !== "system") return setting
  return asked.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find(isLanguage) ?? "en"
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag)
}
