/** Assets that an account holds, each the way to send it; and the chains that did not say what is there. */
import { Link } from "wouter"
import type { Holding } from "~protocol"
import { say } from "../language"
import { pathOf } from "../places"
import { visibleTextOf } from "../visible-text"
import { assetNameOf, heldOf, ownedOf, shortHeldOf } from "../words/holdings"
import { AssetIcon } from "./icons"
import { Notice } from "./notice"
import { Visible } from "./visible"
import { Worth } from "./worth"

/** What a place calls the currency of a chain itself. */
export const CURRENCY = "currency"

export function Assets({ holdings }: { holdings: readonly Holding[] }) {
  return (
    <ul className="card assets">
      {holdings.map((holding) => (
        <li key={`${holding.chain.id} ${holding.address}`}>
          <Asset holding={holding} />
        </li>
      ))}
    </ul>
  )
}

function Asset({ holding }: { holding: Holding }) {
  const { chain, address, source, decimals } = holding
  return (
    <Link
      className="asset"
      href={pathOf("sendAsset", { chain: chain.id, asset: address ?? CURRENCY })}
      data-testid="asset"
    >
      <AssetIcon holding={holding} />
      <span className="unseen">{say("home.sendThis")}</span>
      <span className="asset-name">
        <strong>{assetNameOf(holding)}</strong>
        <span className="quiet">
          <Visible text={chain.name} />
          {source === "chain" && ` · ${say("home.notListed")}`}
        </span>
      </span>
      <span className={decimals === null ? "quiet" : "amount"} title={heldOf(holding)}>
        {shortHeldOf(holding)}
        <Worth {...ownedOf(holding)} />
      </span>
    </Link>
  )
}

export function SilentChains({ silent }: { silent: readonly string[] }) {
  if (silent.length === 0) return null
  return (
    <Notice tone="careful">{say("home.silent", { chains: silent.map(visibleTextOf).join(", ") })}</Notice>
  )
}
