/** The door of the rules: policies checked when they are written, and decided without reading anything else. */
export { remainingOf } from "./judgement"
export { fixedPrices, type PriceTable } from "./prices"
export type * from "./role"
export { openRules } from "./rules"
export { MAX_WINDOW_MS } from "./windows"
