/** To whom: written, pasted, scanned, one of the person's own accounts, or one of lately. What it is, is said at once. */
import { useEffect, useId, useState } from "react"
import type { Holding, RecentRecipient, RecipientRead } from "~protocol"
import type { NamedAccount } from "../account-names"
import { ask } from "../ask"
import { openInTab } from "../extension"
import { say } from "../language"
import { windowKindOf } from "../screen"
import { visibleTextOf } from "../visible-text"
import { assetNameOf } from "../words/holdings"
import { Address, WholeAddress } from "./address"
import { Notice } from "./notice"
import { Scanner } from "./scanner"
import { Visible } from "./visible"

type SendRecipientProps = {
  account: NamedAccount
  accounts: NamedAccount[]
  holding: Holding
  text: string
  recipient: RecipientRead | null
  onWrite: (text: string) => void
}

export function SendRecipient(props: SendRecipientProps) {
  const { text, holding, recipient, onWrite } = props
  const [id, said] = [useId(), useId()]
  const [problem, setProblem] = useState<string | null>(null)
  const [isScanning, setScanning] = useState(false)
  const isTab = windowKindOf(location.search) === "tab"

  async function paste(): Promise<void> {
    try {
      onWrite((await navigator.clipboard.readText()).trim().slice(0, 512))
      setProblem(null)
    } catch {
      setProblem(say("send.pasteFailed"))
    }
  }

  return (
    <div className="send-field">
      <label htmlFor={id}>{say("send.to")}</label>
      <input
        id={id}
        className="send-address"
        data-testid="send-to"
        placeholder={say("send.toHint")}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={512}
        aria-invalid={recipient?.status === "wrong"}
        aria-describedby={said}
        value={text}
        onChange={(event) => onWrite(event.target.value)}
      />
      <span className="form-choices">
        <button type="button" className="small-button" onClick={() => void paste()}>
          {say("send.paste")}
        </button>
        <button
          type="button"
          className="small-button"
          aria-expanded={isTab ? isScanning : undefined}
          onClick={() => (isTab ? setScanning(!isScanning) : openInTab(location.hash))}
        >
          {say(isTab ? "send.scan" : "send.scanInTab")}
        </button>
      </span>
      {isScanning && (
        <Scanner
          onRead={(read) => {
            setScanning(false)
            onWrite(read.slice(0, 512))
          }}
        />
      )}
      <div className="send-said" id={said} aria-live="polite" data-testid="recipient-said">
        {problem !== null && <Notice tone="careful">{problem}</Notice>}
        {recipient !== null && <Said recipient={recipient} holding={holding} />}
      </div>
      {text === "" && <Suggestions {...props} />}
    </div>
  )
}

function Said({ recipient, holding }: { recipient: RecipientRead; holding: Holding }) {
  if (recipient.status === "wrong") {
    const { problem } = recipient
    if (problem !== "other-family") return <Notice tone="careful">{say(`send.wrong.${problem}`)}</Notice>
    const family = holding.chain.id.startsWith("solana:") ? "solana" : "ethereum"
    const words = say(`send.wrong.other-family-${family}`, { asset: assetNameOf(holding) })
    return <Notice tone="careful">{words}</Notice>
  }
  const { isOwn, count, address } = recipient
  return (
    <>
      <WholeAddress address={address} />
      {isOwn && <p className="said-good">{say("send.recipient.own")}</p>}
      {!isOwn && count > 0 && <p className="said-good">{say("send.recipient.known", { count })}</p>}
      {!isOwn && count === 0 && <p className="said-careful">{say("send.recipient.new")}</p>}
    </>
  )
}

/** Nothing of it is chosen by itself: an address that looks like one of these may be somebody else's. */
function Suggestions({ account, accounts, holding, onWrite }: SendRecipientProps) {
  const recent = useRecent(account, holding.chain.id)
  const own = accounts.filter(
    ({ family, address }) => family === account.family && address !== account.address,
  )
  return (
    <>
      {own.length > 0 && (
        <fieldset className="suggestions">
          <legend>{say("send.own")}</legend>
          {own.map(({ address, name }) => (
            <button
              key={address}
              type="button"
              className="suggestion"
              data-testid="own-recipient"
              onClick={() => onWrite(address)}
            >
              <span>
                <Visible text={visibleTextOf(name)} />
              </span>
              <Address address={address} />
            </button>
          ))}
        </fieldset>
      )}
      {recent.length > 0 && (
        <fieldset className="suggestions">
          <legend>{say("send.recent")}</legend>
          {recent.map(({ address, count }) => (
            <button key={address} type="button" className="suggestion" onClick={() => onWrite(address)}>
              <Address address={address} />
              <span className="quiet">{say("send.usedTimes", { count })}</span>
            </button>
          ))}
        </fieldset>
      )}
    </>
  )
}

function useRecent({ family }: NamedAccount, chain: string): RecentRecipient[] {
  const [recent, setRecent] = useState<RecentRecipient[]>([])
  useEffect(() => {
    let isWanted = true
    void ask("recentRecipients", { family, chain }).then((reply) => {
      if (isWanted && "answered" in reply) setRecent(reply.answered)
    })
    return () => {
      isWanted = false
    }
  }, [family, chain])
  return recent
}
