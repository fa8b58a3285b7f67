/** Where to send to this account: its whole address, as text and as a code, and the networks it is for. */
import type { Family } from "~protocol"
import { accountInUse, type NamedAccount, namedAccounts } from "../account-names"
import { say } from "../language"
import { AccountSwitch } from "../parts/account-switch"
import { WholeAddress } from "../parts/address"
import { Failure } from "../parts/asking"
import { CopyButton } from "../parts/copy-button"
import { ChainIcon } from "../parts/icons"
import { PlaceHead } from "../parts/place-head"
import { QrCode } from "../parts/qr-code"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import { useAnswer } from "../use-answer"
import type { Wallet } from "../use-wallet"
import { visibleTextOf } from "../visible-text"

type ReceiveProps = { wallet: Wallet; refresh: () => void }

export function ReceivePlace({ wallet: { state }, refresh }: ReceiveProps) {
  if (state === null) return null
  const accounts = namedAccounts(state)
  const account = accountInUse(accounts, state.inUse)
  return (
    <>
      <PlaceHead
        title={say("accounts.receive")}
        back={{ href: pathOf("home"), label: say("accounts.back") }}
      />
      <AccountSwitch accounts={accounts} inUse={state.inUse} onChosen={refresh} />
      {account && <Code account={account} />}
      {account && <Networks key={account.family} family={account.family} />}
    </>
  )
}

function Code({ account: { address, name } }: { account: NamedAccount }) {
  return (
    <section
      className="card receive"
      aria-label={say("accounts.receiveTitle", { name: visibleTextOf(name) })}
    >
      <QrCode text={address} label={say("accounts.scanThis", { address })} />
      <p className="receive-address" data-testid="receive-address">
        <WholeAddress address={address} />
      </p>
      <CopyButton
        text={address}
        label={say("common.addressOf", { family: visibleTextOf(name) })}
        words={say("accounts.copyAddress")}
      />
    </section>
  )
}

function Networks({ family }: { family: Family }) {
  const { answer, problem, look } = useAnswer("receivingChains", { family })
  return (
    <section className="settings" aria-labelledby="receives-on">
      <h2 id="receives-on">{say("accounts.receivesOn")}</h2>
      {problem !== null && <Failure sentence={problem} onRetry={look} />}
      {answer === null && problem === null && <p className="quiet">{say("accounts.loadingChains")}</p>}
      <ul className="chips">
        {answer?.map(({ id, name }) => (
          <li className="chip with-glyph" key={id}>
            <ChainIcon id={id} name={name} />
            <Visible text={name} />
          </li>
        ))}
      </ul>
      <p className="quiet">
        {say(family === "ethereum" ? "accounts.receivesEthereum" : "accounts.receivesSolana")}
      </p>
    </section>
  )
}
