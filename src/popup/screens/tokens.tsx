/** All that the account in use holds. */
import { accountInUse, type NamedAccount, namedAccounts } from "../account-names"
import { say } from "../language"
import { PlaceHead } from "../parts/place-head"
import { pathOf } from "../places"
import { useHoldings } from "../use-holdings"
import { PricesProvider, useHeldPrices } from "../use-prices"
import type { Wallet } from "../use-wallet"
import { HeldAssets } from "./home"

export function TokensPlace({ wallet: { state } }: { wallet: Wallet }) {
  if (state === null) return null
  const account = accountInUse(namedAccounts(state), state.inUse)
  return (
    <>
      <PlaceHead title={say("home.assets")} back={{ href: pathOf("home"), label: say("accounts.back") }} />
      {account && <OfAccount key={account.address} account={account} />}
    </>
  )
}

function OfAccount({ account }: { account: NamedAccount }) {
  const held = useHoldings(account)
  return (
    <PricesProvider value={useHeldPrices(held.holdings)}>
      <HeldAssets held={held} />
    </PricesProvider>
  )
}
