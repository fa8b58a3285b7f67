/** The one field that searches: it takes the focus at once, or as soon as it is there, where the person asked for it. */
export const SEARCH_FIELD = "activity-search"

/** Whoever has waited longer than this for a list has turned to something else. */
const PATIENCE_MS = 3_000
let wantedAt = Number.NEGATIVE_INFINITY

export function wantSearch(): void {
  const field = document.getElementById(SEARCH_FIELD)
  if (field === null) wantedAt = performance.now()
  else field.focus()
}

/** The field has come. */
export function focusWhereWanted(field: HTMLElement | null): void {
  const isWanted = performance.now() - wantedAt < PATIENCE_MS
  wantedAt = Number.NEGATIVE_INFINITY
  if (isWanted) field?.focus()
}
