/** Which asset is sent, and on which chain. */
import { useId } from "react"
import type { Holding } from "~protocol"
import { say } from "../language"
import { visibleTextOf } from "../visible-text"
import { assetNameOf, shortHeldOf } from "../words/holdings"
import { AssetIcon } from "./icons"

type SendAssetProps = {
  holdings: readonly Holding[]
  chosen: Holding
  onChoose: (holding: Holding) => void
}

export function SendAsset({ holdings, chosen, onChoose }: SendAssetProps) {
  const id = useId()
  return (
    <div className="send-field">
      <label htmlFor={id}>{say("send.asset")}</label>
      <span className="select-with-icon">
        <AssetIcon holding={chosen} />
        <select
          id={id}
          data-testid="send-asset"
          value={keyOf(chosen)}
          onChange={(event) => {
            const found = holdings.find((holding) => keyOf(holding) === event.target.value)
            if (found) onChoose(found)
          }}
        >
          {holdings.map((holding) => (
            <option key={keyOf(holding)} value={keyOf(holding)}>
              {say("send.assetOption", {
                asset: assetNameOf(holding),
                chain: visibleTextOf(holding.chain.name),
                amount: shortHeldOf(holding),
              })}
            </option>
          ))}
        </select>
      </span>
    </div>
  )
}

function keyOf({ chain, address }: Holding): string {
  return `${chain.id} ${address ?? ""}`
}
