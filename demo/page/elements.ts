/** The elements of the page, by their test ids; one that is missing is a bug in the page. */
type Kind = "button" | "input" | "select" | "output" | "form" | "p"

export function element<K extends Kind>(kind: K, id: string): HTMLElementTagNameMap[K] {
  const found = document.querySelector<HTMLElementTagNameMap[K]>(`${kind}[data-testid="${id}"]`)
  if (found === null) throw new Error(`The page has no ${kind} ${id}.`)
  return found
}

/** Calls back on a click or, for a form, when it is sent. */
export function whenAsked(target: HTMLButtonElement | HTMLFormElement, act: () => Promise<void>): void {
  target.addEventListener(target instanceof HTMLFormElement ? "submit" : "click", (event) => {
    event.preventDefault()
    void act()
  })
}
