/** Words that a contract, a program or a node chose, made fit to stand in a sentence: short, and nothing invisible. */

const MOST = 200

export function wordsOf(text: string): string {
  const shown = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim()
  const cut = [...shown].slice(0, MOST).join("")
  return cut === "" ? "no reason given" : cut
}
