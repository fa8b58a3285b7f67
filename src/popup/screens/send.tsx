/** Sending from the account in use. It ends in a consent like any other: nothing is signed from here. */
import { type FormEvent, type ReactNode, useRef, useState } from "react"
import { useLocation } from "wouter"
import type { Holding, SendOption } from "~protocol"
import { accountInUse, type NamedAccount, namedAccounts } from "../account-names"
import { ask } from "../ask"
import { say } from "../language"
import { AccountSwitch } from "../parts/account-switch"
import { Failure, Skeleton } from "../parts/asking"
import { CURRENCY, SilentChains } from "../parts/assets"
import { Notice } from "../parts/notice"
import { PlaceHead } from "../parts/place-head"
import { SendAmount } from "../parts/send-amount"
import { SendAsset } from "../parts/send-asset"
import { SendFees } from "../parts/send-fees"
import { SendRecipient } from "../parts/send-recipient"
import { pathOf } from "../places"
import { judgeAmount, optionOf, readAmount, writeAmount } from "../send-form"
import { useHoldings } from "../use-holdings"
import { PricesProvider, useHeldPrices } from "../use-prices"
import { useQuote, useRecipient } from "../use-send"
import type { Wallet } from "../use-wallet"

type SendProps = { wallet: Wallet; refresh: () => void; chain?: string; asset?: string }

export function SendPlace({ wallet: { state }, refresh, chain, asset }: SendProps) {
  if (state === null) return null
  const accounts = namedAccounts(state)
  const account = accountInUse(accounts, state.inUse)
  return (
    <>
      <PlaceHead title={say("send.title")} back={{ href: pathOf("home"), label: say("accounts.back") }} />
      <AccountSwitch accounts={accounts} inUse={state.inUse} onChosen={refresh} />
      {account && (
        <FromAccount
          key={account.address}
          {...{ account, accounts, refresh }}
          first={chain === undefined ? null : { chain, asset: asset === CURRENCY ? null : (asset ?? null) }}
        />
      )}
    </>
  )
}

type First = { chain: string; asset: string | null } | null
type FromProps = { account: NamedAccount; accounts: NamedAccount[]; refresh: () => void; first: First }

function FromAccount({ account, accounts, refresh, first }: FromProps) {
  const { holdings, problem, look } = useHoldings(account)
  const prices = useHeldPrices(holdings)
  const [chosen, setChosen] = useState<First>(first)
  if (holdings === null && problem !== null) return <Failure sentence={problem} onRetry={look} />
  if (holdings === null) return <Skeleton label={say("send.loading")} rows={4} />
  const sendable = holdings.holdings.filter(({ amount, decimals }) => amount !== "0" && decimals !== null)
  const holding =
    sendable.find(({ chain, address }) => chain.id === chosen?.chain && address === chosen.asset) ??
    sendable[0]
  return (
    <PricesProvider value={prices}>
      <SilentChains silent={holdings.silent} />
      {holding === undefined ? (
        <p className="empty quiet" role="status">
          {say("send.nothing")}
        </p>
      ) : (
        <Form
          {...{ account, accounts, refresh, holding }}
          choose={
            <SendAsset
              holdings={sendable}
              chosen={holding}
              onChoose={({ chain, address }) => setChosen({ chain: chain.id, asset: address })}
            />
          }
        />
      )}
    </PricesProvider>
  )
}

type FormProps = Omit<FromProps, "first"> & { holding: Holding; choose: ReactNode }

function Form({ account, accounts, refresh, holding, choose }: FormProps) {
  const [, go] = useLocation()
  const [to, setTo] = useState("")
  const [written, setWritten] = useState("")
  const [isMost, setMost] = useState(false)
  const [speed, setSpeed] = useState<SendOption["speed"]>("usual")
  const [isOrdering, setOrdering] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const intent = useRef<{ of: string; id: string } | null>(null)

  const recipient = useRecipient(to, account, holding.chain.id)
  const address = recipient?.status === "good" ? recipient.address : null
  const quoted = useQuote(account, holding, address)
  const option = optionOf(quoted.quote, speed)
  const decimals = holding.decimals ?? 0
  const text = isMost && option ? writeAmount(option.sendable, decimals) : written
  const amount = readAmount(text, decimals)
  const judged =
    amount.status === "good" && quoted.quote !== null && option !== undefined
      ? judgeAmount(amount.amount, holding, quoted.quote, option)
      : null
  const trouble = quoted.quote?.trouble ?? null
  const isReady =
    address !== null &&
    amount.status === "good" &&
    judged === null &&
    option !== undefined &&
    trouble === null

  async function order(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!isReady || isOrdering || address === null || option === undefined) return
    const wish = {
      ...{ family: account.family, from: account.address },
      ...{ chain: holding.chain.id, asset: holding.address, to: address },
    }
    const meant = { wish, amount: amount.amount.toString(), fee: option.fee }
    const of = JSON.stringify(meant)
    // The same order again, after no answer came, is the same press; once answered, another press is another order.
    if (intent.current?.of !== of) intent.current = { of, id: crypto.randomUUID() }
    setOrdering(true)
    setProblem(null)
    const reply = await ask("send", { intent: intent.current.id, ...meant })
    setOrdering(false)
    if ("problem" in reply) return setProblem(reply.problem.message)
    intent.current = null
    go(pathOf("activity"))
    refresh()
  }

  return (
    <form className="send-form" onSubmit={(event) => void order(event)}>
      {choose}
      <SendRecipient {...{ account, accounts, holding, recipient }} text={to} onWrite={setTo} />
      <SendAmount
        {...{ holding, text, amount, option }}
        quote={quoted.quote}
        problem={amount.status === "wrong" ? amount.problem : judged}
        onWrite={(changed) => {
          setMost(false)
          setWritten(changed)
        }}
        onMost={() => setMost(true)}
      />
      {quoted.problem !== null && quoted.quote === null ? (
        <Failure sentence={quoted.problem} onRetry={quoted.look} />
      ) : (
        <SendFees holding={holding} quote={quoted.quote} chosen={option?.speed} onChoose={setSpeed} />
      )}
      {trouble !== null && <Notice tone="bad">{say(`send.trouble.${trouble}`)}</Notice>}
      {problem !== null && <Notice tone="bad">{problem}</Notice>}
      <button
        type="submit"
        className="button button-main send-review"
        data-testid="review"
        aria-disabled={!isReady || isOrdering}
      >
        {say(isOrdering ? "send.reviewing" : "send.review")}
      </button>
      <p className="quiet">{say("send.reviewHint")}</p>
    </form>
  )
}
