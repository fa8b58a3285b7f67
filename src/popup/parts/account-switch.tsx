/** The account in use, and the others under it. Choosing changes what is shown here; no site notices anything of it. */
import { type KeyboardEvent, useRef } from "react"
import { Link } from "wouter"
import { accountInUse, type NamedAccount } from "../account-names"
import { ask } from "../ask"
import { say } from "../language"
import { pathOf } from "../places"
import { visibleTextOf } from "../visible-text"
import { Address } from "./address"
import { CopyButton } from "./copy-button"
import { FamilyGlyph } from "./glyphs"
import { Visible } from "./visible"

type AccountSwitchProps = {
  accounts: NamedAccount[]
  inUse: string | null
  onChosen: () => void
  /** Whether its address can be copied right there. */
  copies?: boolean
}

export function AccountSwitch({ accounts, inUse, onChosen, copies = false }: AccountSwitchProps) {
  const menu = useRef<HTMLDetailsElement>(null)
  const current = accountInUse(accounts, inUse)
  if (current === undefined) return null

  function close(): void {
    if (menu.current === null) return
    menu.current.open = false
    menu.current.querySelector("summary")?.focus()
  }
  async function choose(address: string): Promise<void> {
    close()
    await ask("chooseAccount", { address })
    onChosen()
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || menu.current?.open !== true) return
    event.preventDefault()
    close()
  }

  return (
    <div className="card account-bar">
      <details className="account-menu" ref={menu} onKeyDown={leave}>
        <summary data-testid="account-menu">
          <span className="unseen">{say("accounts.choose")}</span>
          <FamilyGlyph family={current.family} />
          <span className="account-name">
            <span>
              <Visible text={current.name} />
            </span>
            <Address address={current.address} testId="account-in-use" />
          </span>
          <svg className="menu-glyph" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M7 10l5 5 5-5" />
          </svg>
        </summary>
        <ul className="account-choices">
          {accounts.map((account) => (
            <li key={account.address}>
              <Choice
                account={account}
                isInUse={account.address === current.address}
                onChoose={() => void choose(account.address)}
              />
            </li>
          ))}
          <li>
            <Link className="account-manage" href={pathOf("keys")} data-testid="manage-accounts">
              {say("accounts.manage")}
            </Link>
          </li>
        </ul>
      </details>
      {copies && (
        <CopyButton
          text={current.address}
          label={say("common.addressOf", { family: visibleTextOf(current.name) })}
        />
      )}
    </div>
  )
}

type ChoiceProps = { account: NamedAccount; isInUse: boolean; onChoose: () => void }

/** The first of each family is marked, for whoever looks for it. */
function Choice({ account, isInUse, onChoose }: ChoiceProps) {
  const { family, number, name, address } = account
  return (
    <button
      type="button"
      className="account-choice"
      aria-current={isInUse ? "true" : undefined}
      data-testid={`choose-${family}-${number}`}
      onClick={onChoose}
    >
      <FamilyGlyph family={family} />
      <span className="account-name">
        <span>
          <Visible text={name} />
        </span>
        <Address address={address} {...(number === 1 ? { testId: `account-${family}` } : {})} />
      </span>
      {isInUse && <span className="pill">{say("accounts.inUse")}</span>}
    </button>
  )
}
