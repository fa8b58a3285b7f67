/** How much: written, or all that can go once the fee is taken off. */
import { useId } from "react"
import type { Holding, SendOption, SendQuote } from "~protocol"
import { formatAmount, shortenAmount } from "../amounts"
import { say } from "../language"
import type { AmountProblem, AmountRead } from "../send-form"
import { amountOf, symbolOf } from "../words/amounts"
import { assetNameOf, heldOf, ownedOf } from "../words/holdings"
import { Worth } from "./worth"

const PLACES = 6

type SendAmountProps = {
  holding: Holding
  text: string
  amount: AmountRead
  quote: SendQuote | null
  option: SendOption | undefined
  problem: AmountProblem | null
  onWrite: (text: string) => void
  onMost: () => void
}

export function SendAmount(props: SendAmountProps) {
  const { holding, text, amount, quote, option, problem, onWrite, onMost } = props
  const [id, said] = [useId(), useId()]
  const most = option === undefined ? null : sendableOf(holding, option)
  return (
    <div className="send-field">
      <span className="field-head">
        <label htmlFor={id}>{say("send.amount")}</label>
        <span>{say("send.has", { amount: heldOf(holding) })}</span>
      </span>
      <span className="amount-field">
        <input
          id={id}
          data-testid="send-amount"
          inputMode="decimal"
          autoComplete="off"
          placeholder="0"
          maxLength={80}
          aria-invalid={problem !== null}
          aria-describedby={said}
          value={text}
          onChange={(event) => onWrite(event.target.value)}
        />
        <span className="amount-unit" aria-hidden="true">
          {assetNameOf(holding)}
        </span>
        <button
          type="button"
          className="small-button"
          data-testid="send-max"
          aria-disabled={most === null}
          aria-label={say("send.mostSpoken", { amount: most ?? say("common.notKnown") })}
          onClick={() => most !== null && onMost()}
        >
          {say("send.most")}
        </button>
      </span>
      <div className="send-said" id={said} aria-live="polite" data-testid="amount-said">
        {problem !== null && (
          <p className="said-careful">{sentenceOf(problem, { holding, quote, option })}</p>
        )}
        {problem === null && amount.status === "good" && (
          <Worth {...ownedOf({ ...holding, amount: amount.amount.toString() })} />
        )}
      </div>
    </div>
  )
}

type Around = { holding: Holding; quote: SendQuote | null; option: SendOption | undefined }

function sentenceOf(problem: AmountProblem, { holding, quote, option }: Around): string {
  const { chain } = holding
  const asset = assetNameOf(holding)
  switch (problem) {
    case "too-many-decimals":
      return say("send.amountWrong.too-many-decimals", { asset, count: holding.decimals ?? 0 })
    case "too-much":
      return say("send.amountWrong.too-much", { amount: heldOf(holding) })
    case "fee":
      return say("send.amountWrong.fee", {
        currency: symbolOf(chain),
        fee: amountOf(BigInt(option?.most ?? 0) + BigInt(quote?.opening ?? 0), { chain }),
      })
    case "with-fee":
      return say("send.amountWrong.with-fee", {
        amount: option === undefined ? "" : sendableOf(holding, option),
      })
    case "least":
      return say("send.amountWrong.least", { amount: amountOf(quote?.least ?? "0", { chain }) })
    case "leaves":
      return say("send.amountWrong.leaves", { amount: amountOf(quote?.kept ?? "0", { chain }) })
    default:
      return say(`send.amountWrong.${problem}`)
  }
}

function sendableOf(holding: Holding, { sendable }: SendOption): string {
  const decimals = holding.decimals ?? 0
  const amount =
    decimals > PLACES ? shortenAmount(sendable, decimals, PLACES) : formatAmount(sendable, decimals)
  return `${amount} ${assetNameOf(holding)}`
}
