/** What a person fills in to send something, judged before it is sent off; the background judges it again. Pure. */
import type { Holding, SendOption, SendQuote } from "~protocol"
import { parseAmount } from "./amounts"

export type AmountProblem =
  | "not-a-number"
  | "too-many-decimals"
  | "zero"
  | "too-much"
  | "fee"
  | "with-fee"
  | "least"
  | "leaves"

export type AmountRead =
  | { status: "empty" }
  | { status: "good"; amount: bigint }
  | { status: "wrong"; problem: AmountProblem }

export function readAmount(text: string, decimals: number): AmountRead {
  if (text.trim() === "") return { status: "empty" }
  const amount = parseAmount(text, decimals)
  if (amount === null) {
    const isNumber = /^\d{1,78}[.,]\d+$/.test(text.trim())
    return wrong(isNumber ? "too-many-decimals" : "not-a-number")
  }
  return amount === 0n ? wrong("zero") : { status: "good", amount }
}

/** An amount that is a number, held against what there is and what it costs. */
export function judgeAmount(
  amount: bigint,
  { address }: Pick<Holding, "address">,
  quote: SendQuote,
  option: SendOption,
): AmountProblem | null {
  const [balance, currency] = [BigInt(quote.balance), BigInt(quote.currency)]
  const cost = BigInt(option.most) + BigInt(quote.opening)
  if (amount > balance) return "too-much"
  if (cost > currency) return "fee"
  if (amount > BigInt(option.sendable)) return "with-fee"
  if (amount < BigInt(quote.least)) return "least"
  const left = currency - cost - (address === null ? amount : 0n)
  return left > 0n && left < BigInt(quote.kept) ? "leaves" : null
}

function wrong(problem: AmountProblem): AmountRead {
  return { status: "wrong", problem }
}

/** As a person would write it, so that it can be read again: no marks between thousands. */
export function writeAmount(amount: bigint | string, decimals: number): string {
  const digits = BigInt(amount)
    .toString()
    .padStart(decimals + 1, "0")
  const point = digits.length - decimals
  const fraction = digits.slice(point).replace(/0+$/, "")
  return fraction === "" ? digits.slice(0, point) : `${digits.slice(0, point)}.${fraction}`
}

/** The one that was chosen, else the usual one, else whichever there is. */
export function optionOf(quote: SendQuote | null, speed: SendOption["speed"]): SendOption | undefined {
  const { options } = quote ?? { options: [] }
  return options.find((option) => option.speed === speed) ?? options.find(isUsual) ?? options[0]
}

function isUsual({ speed }: SendOption): boolean {
  return speed === "usual"
}
