/** Icons of assets and chains; decoration, beside the words that say the same. */
import type { Holding } from "~protocol"
import { assetIconOf, chainIconOf, isAtHome, isStandIn, letterOf } from "../icons/icons"

type IconProps = { source: string | null; name: string | null; isGrey?: boolean }

function Icon({ source, name, isGrey = false }: IconProps) {
  if (source !== null) return <img className={isGrey ? "icon icon-grey" : "icon"} src={source} alt="" />
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
          <ChainIcon id={chain.id} name={chain.name} />
        </span>
      )}
    </span>
  )
}

/** In grey, where it is the icon of the network that this one stands in for. */
export function ChainIcon({ id, name }: { id: string; name: string }) {
  return <Icon source={chainIconOf(id)} name={name} isGrey={isStandIn(id)} />
}
