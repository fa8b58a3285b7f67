/** The accounts with what is on them, and who keeps their keys. */
import type { Account, Balance } from "~protocol"
import { shortenAmount } from "../amounts"
import { say } from "../language"
import { Address } from "../parts/address"
import { CopyButton } from "../parts/copy-button"
import { FamilyGlyph } from "../parts/glyphs"
import type { Wallet } from "../use-wallet"
import { familyNames } from "../words"
import { amountOf, symbolOf } from "../words/amounts"

const PLACES = 6

export function Home({ wallet }: { wallet: Wallet }) {
  const { state, balances } = wallet
  return (
    <>
      <h1>{say("home.accounts")}</h1>
      <ul className="accounts">
        {state?.wallet?.accounts.map((account) => (
          <AccountCard
            key={account.address}
            account={account}
            balance={balances?.find(({ address }) => address === account.address)}
          />
        ))}
      </ul>
      <p className="keeper quiet">
        {say("home.keptBy")} <span className="keeper-host">{hostOf(state?.kmsUrl ?? "")}</span>
      </p>
    </>
  )
}

type AccountCardProps = { account: Account; balance: Balance | undefined }

function AccountCard({ account, balance }: AccountCardProps) {
  const { family, address } = account
  return (
    <li className="card account">
      <FamilyGlyph family={family} />
      <div className="account-name">
        <span>{familyNames[family]}</span>
        <Address address={address} testId={`account-${family}`} />
      </div>
      <div className="account-side">
        {balance ? <Amount balance={balance} /> : <span className="quiet">…</span>}
        <CopyButton text={address} label={say("common.addressOf", { family: familyNames[family] })} />
      </div>
    </li>
  )
}

function Amount({ balance }: { balance: Balance }) {
  const { amount, decimals } = balance
  if (amount === null) return <span className="quiet">{say("home.noBalance")}</span>
  return (
    <span className="amount" title={amountOf(amount, { chain: balance })}>
      {shortenAmount(amount, decimals, PLACES)} <span className="quiet">{symbolOf(balance)}</span>
    </span>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
