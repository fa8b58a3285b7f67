/** Icons of assets and chains; decoration, beside the words that say the same. */
import type { Holding } from "~protocol"
import { assetIconOf, chainIconOf, isAtHome, letterOf } from "../icons/icons"

type IconProps = { source: string | null; name: string | null }

function Icon({ source, name }: IconProps) {
  if (source !== null) return <img className="icon" src={source} alt="" />
  return (
    <span className="icon icon-letter" aria-hidden="true">
      {letterOf(name)}
    </span>
  )
}

/** With the chain that it is on in the corner, where it is not that chain's own currency. */
export function AssetIcon({ holding }: { holding: Holding }) {
  const { chain } = holding
  return (
    <span className="asset-icon">
      <Icon source={assetIconOf(holding)} name={holding.symbol} />
      {!isAtHome(holding) && (
        <span className="asset-chain">
          <Icon source={chainIconOf(chain.id)} name={chain.name} />
        </span>
      )}
    </span>
  )
}

export function ChainIcon({ id, name }: { id: string; name: string }) {
  return <Icon source={chainIconOf(id)} name={name} />
}
