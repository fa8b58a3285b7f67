/** What it costs, at the speeds that there are: the most that each can come to, exactly, and about how long it takes. */
import type { Holding, SendOption, SendQuote } from "~protocol"
import { say } from "../language"
import { amountOf } from "../words/amounts"
import { currencyOf } from "../words/worth"
import { Worth } from "./worth"

const MINUTE_S = 60

type SendFeesProps = {
  holding: Holding
  quote: SendQuote | null
  chosen: SendOption["speed"] | undefined
  onChoose: (speed: SendOption["speed"]) => void
}

export function SendFees({ holding: { chain }, quote, chosen, onChoose }: SendFeesProps) {
  return (
    <fieldset className="fees" aria-busy={quote === null}>
      <legend>{say("send.fee")}</legend>
      {quote === null && <p className="quiet">{say("send.feeLoading")}</p>}
      <div className="card fee-options">
        {quote?.options.map((option) => (
          <label key={option.speed} className="fee">
            <input
              className="fee-dot"
              type="radio"
              name="speed"
              data-testid={`fee-${option.speed}`}
              checked={option.speed === chosen}
              onChange={() => onChoose(option.speed)}
            />
            <span className="fee-name">
              <span>{nameOf(option)}</span>
              {option.seconds !== null && <span className="quiet">{timeOf(option.seconds)}</span>}
            </span>
            <span className="fee-most">
              {say("send.feeUpTo", { fee: amountOf(option.most, { chain }) })}
              <Worth {...currencyOf(option.most, { chain })} />
            </span>
          </label>
        ))}
      </div>
      {quote !== null && quote.opening !== "0" && (
        <p className="quiet">{say("send.opening", { amount: amountOf(quote.opening, { chain }) })}</p>
      )}
    </fieldset>
  )
}

function nameOf({ speed, fee }: SendOption): string {
  return say(fee.type === "solana" ? `send.priority.${speed}` : `send.speed.${speed}`)
}

function timeOf(seconds: number): string {
  if (seconds < 2 * MINUTE_S) return say("send.seconds", { count: seconds })
  return say("send.minutes", { count: Math.round(seconds / MINUTE_S) })
}
