/** Amounts as people read them, exact to the last digit: integers in the smallest unit, never floating point. */

/** `"1500000000000000000"` with 18 decimals is `"1.5"`; nothing is rounded. */
export function formatAmount(amount: string | bigint, decimals: number): string {
  const digits = BigInt(amount)
    .toString()
    .padStart(decimals + 1, "0")
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "")
  return fraction === "" ? groupThousands(whole) : `${groupThousands(whole)}.${fraction}`
}

/**
 * The same with at most `places` digits after the point, cut off and never rounded up, and `…` where something was
 * cut: for overviews, where the full amount stands beside it.
 */
export function shortenAmount(amount: string | bigint, decimals: number, places: number): string {
  const full = formatAmount(amount, decimals)
  const [whole = "", fraction = ""] = full.split(".")
  return fraction.length <= places ? full : `${whole}.${fraction.slice(0, places)}…`
}

/** `1000` cents are `$10.00`. */
export function dollarsOf(cents: number): string {
  const digits = formatAmount(BigInt(cents), 2)
  const [whole = "", fraction = ""] = digits.split(".")
  return `$${whole}.${fraction.padEnd(2, "0")}`
}

function groupThousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",")
}
