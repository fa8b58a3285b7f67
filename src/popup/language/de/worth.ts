/** What is said of what something is worth; in German. */
import type { worth as english } from "../en/worth"
import type { Translated } from "../keys"

export const worth: Translated<typeof english> = {
  about: "≈ {{money}}",
  less: "< {{money}}",
  inAll: "insgesamt {{money}}",
  inPart: "{{money}}, soweit bekannt",
}
