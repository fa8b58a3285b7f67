/** What a site gets by connecting: the accounts, networks, time and limit that the person chooses, the least at first. */
import type { AccountName, ConnectionLife, ConsentChange } from "~protocol"
import { say } from "../language"
import { Address } from "../parts/address"
import { Chips } from "../parts/chips"
import { Choices } from "../parts/choices"
import { FamilyGlyph } from "../parts/glyphs"
import { Permissions } from "../parts/permissions"
import { AccountRow, Row, Rows } from "../parts/rows"
import { Visible } from "../parts/visible"
import { momentOf } from "../times"
import { useWanted } from "../use-wanted"
import { connectedMayNotOf, connectedMayOf } from "../words/connect"
import type { SubjectOf } from "../words/kind"
import { lifeInWords } from "../words/periods"
import { Allowance } from "./allowance"

type Connect = SubjectOf<"connect">
type ConnectProps = {
  subject: Connect
  askedAt: number
  isAmending: boolean
  onAmend: (change: ConsentChange) => void
}

const HOUR_MS = 60 * 60 * 1000
/** Spelt out, so that the schema library stays out of this page; the type holds each to the protocol. */
const lives: readonly ConnectionLife[] = [HOUR_MS, 24 * HOUR_MS, 168 * HOUR_MS, 720 * HOUR_MS, null]

export function ConnectFacts({ subject, askedAt, isAmending, onAmend }: ConnectProps) {
  const choice = { subject, isAmending, onAmend }
  return (
    <>
      <Accounts {...choice} />
      <Networks {...choice} />
      <Life {...choice} askedAt={askedAt} />
      <Allowance {...choice} askedAt={askedAt} />
      <Permissions may={connectedMayOf(subject)} mayNot={connectedMayNotOf(subject)} />
    </>
  )
}

type ChoiceProps = Omit<ConnectProps, "askedAt">

function Accounts({ subject: { accounts, offered }, isAmending, onAmend }: ChoiceProps) {
  const families = new Set(accounts.map(({ family }) => family))
  const choosable = offered.accounts.filter(({ family }) => families.has(family))
  if (choosable.length <= accounts.length && choosable.length === families.size)
    return (
      <Rows>
        {accounts.map((account) => (
          <AccountRow key={nameOf(account)} account={account} />
        ))}
      </Rows>
    )
  const byName = new Map(choosable.map((account) => [nameOf(account), account]))
  return (
    <Choices
      label={say("choose.accounts")}
      isAmending={isAmending}
      choices={choosable.map((account) => ({
        id: nameOf(account),
        isChosen: accounts.some((chosen) => nameOf(chosen) === nameOf(account)),
        isRequired: false,
        group: account.family,
        shown: (
          <span className="with-glyph">
            <FamilyGlyph family={account.family} />
            <Address address={account.address} />
          </span>
        ),
      }))}
      onChoose={(ids) => onAmend({ type: "accounts", accounts: ids.flatMap((id) => byName.get(id) ?? []) })}
    />
  )
}

function Networks({ subject: { chains, offered }, isAmending, onAmend }: ChoiceProps) {
  const isChosen = (id: string) => chains.some((chain) => chain.id === id)
  if (offered.chains.length === 0) return null
  if (offered.chains.length === 1 || offered.chains.every(({ isRequired }) => isRequired))
    return (
      <Chips
        label={say("connect.networks", { count: chains.length })}
        names={chains.map(({ name }) => name)}
      />
    )
  return (
    <Choices
      label={say("choose.networks")}
      isAmending={isAmending}
      choices={offered.chains.map(({ id, name, isRequired }) => ({
        id,
        isChosen: isChosen(id),
        isRequired,
        group: "networks",
        shown: isRequired ? say("choose.required", { name }) : <Visible text={name} />,
      }))}
      onChoose={(ids) => onAmend({ type: "chains", chains: ids })}
    />
  )
}

function Life({ subject, askedAt, isAmending, onAmend }: ConnectProps) {
  const [lifeMs, want] = useWanted(subject.lifeMs, isAmending)
  return (
    <Rows>
      <Row name={say("choose.life")}>
        <select
          className="field"
          data-testid="life"
          aria-label={say("choose.life")}
          value={String(lifeMs)}
          onChange={({ target }) => {
            const life = lives.find((each) => String(each) === target.value)
            if (life === undefined) return
            want(life)
            onAmend({ type: "life", lifeMs: life })
          }}
        >
          {lives.map((life) => (
            <option key={String(life)} value={String(life)}>
              {lifeInWords(life)}
            </option>
          ))}
        </select>
        {lifeMs !== null && (
          <span className="quiet life-end">{say("choose.ends", { when: momentOf(askedAt + lifeMs) })}</span>
        )}
      </Row>
    </Rows>
  )
}

function nameOf({ family, address }: AccountName): string {
  return `${family} ${address}`
}
