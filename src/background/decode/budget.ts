/** How much is read of one request, however it is nested: what lies beyond stays unknown. */

export type Budget = {
  /** False where there is none left. */
  takeValue(): boolean
  valuesLeft(): number
  takeCall(): boolean
}

const MOST_VALUES = 2_000
const MOST_CALLS = 100

export function openBudget(): Budget {
  let values = MOST_VALUES
  let calls = MOST_CALLS
  return {
    takeValue() {
      values -= 1
      return values >= 0
    },
    valuesLeft: () => Math.max(values, 0),
    takeCall() {
      calls -= 1
      return calls >= 0
    },
  }
}
