/** Every account: what it is called, which is in use, one more of each family, and the place of other kinds of keys. */
import { type FormEvent, useId, useRef, useState } from "react"
import type { Family } from "~protocol"
import { accountInUse, type NamedAccount, namedAccounts } from "../account-names"
import { ask } from "../ask"
import { say } from "../language"
import { Address } from "../parts/address"
import { CopyButton } from "../parts/copy-button"
import { FamilyGlyph } from "../parts/glyphs"
import { Notice } from "../parts/notice"
import { PlaceHead } from "../parts/place-head"
import { Visible } from "../parts/visible"
import { pathOf } from "../places"
import type { Wallet } from "../use-wallet"
import { visibleTextOf } from "../visible-text"
import { familyNames } from "../words"

type AccountsProps = { wallet: Wallet; refresh: () => void }

const families: readonly Family[] = ["ethereum", "solana"]

export function AccountsPlace({ wallet: { state }, refresh }: AccountsProps) {
  if (state === null) return null
  const accounts = namedAccounts(state)
  const inUse = accountInUse(accounts, state.inUse)?.address
  return (
    <>
      <PlaceHead title={say("accounts.title")} back={{ href: pathOf("home"), label: say("accounts.back") }} />
      <section className="settings" aria-labelledby="of-kms">
        <h2 id="of-kms">{say("accounts.ofKms")}</h2>
        <p className="quiet">{say("accounts.ofKmsHint")}</p>
        <ul className="card assets">
          {accounts.map((account) => (
            <li key={account.address}>
              <Row account={account} isInUse={account.address === inUse} refresh={refresh} />
            </li>
          ))}
        </ul>
        <Adding accounts={accounts} refresh={refresh} />
      </section>
      <section className="settings" aria-labelledby="other-keys">
        <h2 id="other-keys">{say("accounts.otherKeys")}</h2>
        <p className="quiet">{say("accounts.noOtherKeys")}</p>
      </section>
    </>
  )
}

type AddingProps = { accounts: NamedAccount[]; refresh: () => void }

/** A second press of one family's button within this time is a double press. */
const DOUBLE_MS = 1_000

/** The button names the number that comes next, so that a second press adds no second account. */
function Adding({ accounts, refresh }: AddingProps) {
  const [adding, setAdding] = useState<Family | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const pressed = useRef({ family: null as Family | null, at: 0 })

  /** `at`: when the press was made; the account may be there before the second half of a double press. */
  async function add(family: Family, at: number): Promise<void> {
    const isDouble = pressed.current.family === family && at - pressed.current.at < DOUBLE_MS
    if (adding !== null || isDouble) return
    pressed.current = { family, at }
    setAdding(family)
    setProblem(null)
    setSaid(null)
    const index = accounts.filter((account) => account.family === family).length
    const reply = await ask("addAccount", { family, index })
    setAdding(null)
    if ("problem" in reply) setProblem(reply.problem.message)
    else setSaid(say("accounts.numbered", { family: familyNames[family], number: index + 1 }))
    refresh()
  }

  return (
    <>
      <div className="form-choices">
        {families.map((family) => (
          <button
            key={family}
            type="button"
            className="button"
            data-testid={`add-${family}`}
            aria-disabled={adding !== null}
            onClick={({ timeStamp }) => void add(family, timeStamp)}
          >
            {adding === family
              ? say("accounts.adding")
              : say("accounts.add", { family: familyNames[family] })}
          </button>
        ))}
      </div>
      <p className="said-good" role="status">
        {said !== null && say("accounts.added", { name: said })}
      </p>
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
    </>
  )
}

type RowProps = { account: NamedAccount; isInUse: boolean; refresh: () => void }

function Row({ account, isInUse, refresh }: RowProps) {
  const [isNaming, setNaming] = useState(false)
  const { family, address, name } = account
  const shown = visibleTextOf(name)
  async function use(): Promise<void> {
    await ask("chooseAccount", { address })
    refresh()
  }
  return (
    <div className="account-row" data-testid="account-row">
      <FamilyGlyph family={family} />
      <span className="account-name">
        <span>
          <Visible text={name} />
        </span>
        <Address address={address} />
      </span>
      {isInUse && <span className="pill">{say("accounts.inUse")}</span>}
      <span className="account-row-deeds">
        {!isInUse && (
          <button
            type="button"
            className="small-button"
            aria-label={say("accounts.useSpoken", { name: shown })}
            onClick={() => void use()}
          >
            {say("accounts.use")}
          </button>
        )}
        <button
          type="button"
          className="small-button"
          aria-expanded={isNaming}
          aria-label={say("accounts.renameSpoken", { name: shown })}
          onClick={() => setNaming(!isNaming)}
        >
          {say("accounts.rename")}
        </button>
        <CopyButton text={address} label={say("common.addressOf", { family: shown })} />
      </span>
      {isNaming && (
        <Naming
          account={account}
          onDone={() => {
            setNaming(false)
            refresh()
          }}
        />
      )}
    </div>
  )
}

function Naming({ account, onDone }: { account: NamedAccount; onDone: () => void }) {
  const [name, setName] = useState(account.name)
  const [problem, setProblem] = useState<string | null>(null)
  const [id, hint] = [useId(), useId()]
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    const reply = await ask("nameAccount", { address: account.address, name: name.trim() })
    if ("answered" in reply) onDone()
    else
      setProblem(reply.problem.code === "PARAMS_INVALID" ? say("accounts.nameWrong") : reply.problem.message)
  }
  return (
    <form className="naming" onSubmit={(event) => void save(event)}>
      <label className="field" htmlFor={id}>
        <span>{say("accounts.nameOf", { name: visibleTextOf(account.name) })}</span>
        <input
          id={id}
          maxLength={32}
          aria-describedby={hint}
          // biome-ignore lint/a11y/noAutofocus: this field is all that the form is for
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <p className="quiet" id={hint}>
        {say("accounts.nameHint")}
      </p>
      {problem !== null && <Notice tone="careful">{problem}</Notice>}
      <div className="form-choices">
        <button type="button" className="small-button" onClick={onDone}>
          {say("accounts.leave")}
        </button>
        <button type="submit" className="small-button">
          {say("accounts.save")}
        </button>
      </div>
    </form>
  )
}
