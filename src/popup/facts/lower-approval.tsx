/** Makes an approval smaller before it is signed. It only asks for it: what is signed is made by the background. */
import { type FormEvent, useId, useState } from "react"
import type { ConsentChange, Reading } from "~protocol"
import { formatAmount, parseAmount } from "../amounts"
import { say } from "../language"
import type { About } from "../words/actions"
import { unitOf } from "../words/assets"

type LowerProps = {
  reading: Reading
  /** Which of the calls it is. */
  place: number
  about: About
  onAmend: (change: ConsentChange) => void
}

const MOST = 2n ** 256n - 1n
const CALLS = ["approve(address,uint256)", "increaseAllowance(address,uint256)"]

export function LowerApproval({ reading, place, about, onAmend }: LowerProps) {
  const { action, how, signature, flaws } = reading
  const [text, setText] = useState("")
  const [isWrong, setWrong] = useState(false)
  const field = useId()
  if (action.type !== "approve" || how !== "exact" || flaws.length > 0) return null
  const { symbol, decimals } = unitOf(action.asset, about)
  const most = action.amount === null ? MOST : BigInt(action.amount)
  // The bytes of an NFT's approval are the same, and its number has no decimals.
  if (!decimals || action.asset.tokenId !== null || most === 0n) return null
  if (signature === null || !CALLS.includes(signature)) return null

  function set(event: FormEvent): void {
    event.preventDefault()
    const amount = parseAmount(text, decimals ?? 0)
    const isAllowed = amount !== null && amount <= most
    setWrong(!isAllowed)
    if (isAllowed) onAmend({ type: "approval", place, amount: amount.toString() })
  }
  return (
    <details className="details">
      <summary>{say("insight.lower.open")}</summary>
      <form className="lower" onSubmit={set}>
        <label htmlFor={field}>{say("insight.lower.label", { symbol })}</label>
        <input
          id={field}
          className="field"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${field}-wrong` : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="small-button">
          {say("insight.lower.set")}
        </button>
        {isWrong && (
          <p id={`${field}-wrong`} className="lower-wrong" role="alert">
            {say("insight.lower.invalid", {
              amount: action.amount === null ? "2²⁵⁶ − 1" : `${formatAmount(most, decimals)} ${symbol}`,
            })}
          </p>
        )}
      </form>
    </details>
  )
}
