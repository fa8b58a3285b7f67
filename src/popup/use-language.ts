/** The language that is chosen. Whoever uses it is drawn anew, with all that stands in it, when another is chosen. */
import { useSyncExternalStore } from "react"
import { chosenLanguage, type Language, onLanguage } from "./language"

export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, chosenLanguage, chosenLanguage)
}
