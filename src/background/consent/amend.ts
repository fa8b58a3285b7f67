/**
 * What a person changes about a request before agreeing to it: fewer accounts or chains, another end, another limit, a
 * smaller approval. Never more than was asked, or than the wallet itself offers. Pure; what comes out is shown, digested
 * and approved like any other content.
 */
import {
  type AccountName,
  type Amount,
  type Call,
  type ChainId,
  type ChainLimit,
  type ChangeRefusal,
  type ConnectSubject,
  type ConsentChange,
  type ConsentSubject,
  type Family,
  fault,
} from "~protocol"
import { chainIdOf } from "../chains/aliases"
import { addressesOf } from "../methods/connect"
import { familyOfScope } from "../origins/sessions"
import { smallerApproval } from "./approval"
import type {
  ChainAmount,
  ConnectPayload,
  EthereumTransactionPayload,
  Payload,
  TransactionPayload,
} from "./payload"

type Amended = { subject: ConsentSubject; payload: Payload }
type Connection = { subject: ConnectSubject; payload: ConnectPayload }

/** Throws CONSENT_CHANGE_REFUSED. */
export function amend({ subject, payload }: Amended, change: ConsentChange): Amended {
  if (change.type === "approval") return lowerApproval({ subject, payload }, change.place, change.amount)
  if (change.type === "limit") return setLimits({ subject, payload }, change.limits)
  if (subject.kind !== "connect" || payload.kind !== "connect") throw refusal("kind")
  switch (change.type) {
    case "accounts":
      return chooseAccounts({ subject, payload }, change.accounts)
    case "chains":
      return chooseChains({ subject, payload }, change.chains)
    case "life": {
      const { lifeMs } = change
      return { subject: { ...subject, lifeMs }, payload: { ...payload, lifeMs } }
    }
  }
}

/** At least one of each family that the connection is for: a family goes with its chains. */
function chooseAccounts({ subject, payload }: Connection, chosen: readonly AccountName[]): Connection {
  const families = familiesOf(subject.accounts)
  const offered = subject.offered.accounts.filter(({ family }) => families.includes(family))
  if (!chosen.every((account) => offered.some((other) => isSame(account, other))))
    throw refusal("not-offered")
  const accounts = offered.filter((account) => chosen.some((other) => isSame(account, other)))
  if (familiesOf(accounts).length < families.length) throw refusal("needed")
  return withAccounts({ subject, payload }, accounts)
}

/** The accounts of a family go with its last chain, and the first of them comes back with its first chain. */
function chooseChains({ subject, payload }: Connection, chosen: readonly ChainId[]): Connection {
  const { offered } = subject
  if (payload.wanted === undefined) throw refusal("kind")
  if (!chosen.every((id) => offered.chains.some((chain) => chain.id === id))) throw refusal("not-offered")
  if (offered.chains.some(({ id, isRequired }) => isRequired && !chosen.includes(id))) throw refusal("needed")
  const chains = offered.chains.filter(({ id }) => chosen.includes(id))
  const scopes = Object.entries(payload.wanted.scopes).filter(([scope]) => chosen.includes(chainIdOf(scope)))
  const session = { scopes: Object.fromEntries(scopes) }
  const shown = chains.map(({ isRequired: _, ...chain }) => chain)
  const families = [...new Set(chains.map(({ id }) => familyOfScope(id)))]
  const limits = subject.allowance.limits.map((limit) =>
    chosen.includes(limit.chain.id) ? limit : { ...limit, amount: "0" },
  )
  const limited = withLimits({ subject, payload }, limits)
  return withAccounts(
    { subject: { ...limited.subject, chains: shown }, payload: { ...limited.payload, session } },
    families.flatMap((family) => accountsOf(subject, family)),
  )
}

/** Those that are chosen, else the first that is offered. */
function accountsOf({ accounts, offered }: ConnectSubject, family: Family): AccountName[] {
  const chosen = accounts.filter((account) => account.family === family)
  const first = offered.accounts.filter((account) => account.family === family).slice(0, 1)
  return chosen.length > 0 ? chosen : first
}

function withAccounts({ subject, payload }: Connection, accounts: AccountName[]): Connection {
  return {
    subject: { ...subject, accounts },
    payload: { ...payload, addresses: addressesOf(accounts) },
  }
}

type Wanted = Extract<ConsentChange, { type: "limit" }>["limits"]

function setLimits({ subject, payload }: Amended, wanted: Wanted): Amended {
  if (subject.kind === "login" && payload.kind === "login") {
    const [only, ...others] = wanted
    if (only?.unit !== "usd-cents" || others.length > 0) throw refusal("not-offered")
    if (BigInt(only.amount) > BigInt(subject.usdMost)) throw refusal("over-limit")
    const usdLimit = Number(only.amount)
    return { subject: { ...subject, usdLimit }, payload: { ...payload, usdLimit } }
  }
  if (subject.kind === "autoConfirm" && payload.kind === "autoConfirm") {
    const limits = limitsWith(subject.limits, wanted)
    if (spendable(limits).length === 0) throw refusal("needed")
    return { subject: { ...subject, limits }, payload: { ...payload, limits: spendable(limits) } }
  }
  if (subject.kind !== "connect" || payload.kind !== "connect") throw refusal("kind")
  const chosen = subject.chains.map(({ id }) => id)
  if (chosen.length > 0 && wanted.some(({ unit }) => !chosen.includes(unit))) throw refusal("not-offered")
  return withLimits({ subject, payload }, limitsWith(subject.allowance.limits, wanted))
}

/** Each chain once, and none for more than was asked, or is offered. */
function limitsWith(limits: readonly ChainLimit[], wanted: Wanted): ChainLimit[] {
  const byChain = new Map(wanted.map(({ unit, amount }) => [unit, amount]))
  const isOffered = ({ unit }: Wanted[number]) => limits.some(({ chain }) => chain.id === unit)
  if (byChain.size < wanted.length || !wanted.every(isOffered)) throw refusal("not-offered")
  return limits.map((limit) => {
    const amount = byChain.get(limit.chain.id) ?? limit.amount
    if (BigInt(amount) > BigInt(limit.most)) throw refusal("over-limit")
    return { ...limit, amount }
  })
}

function withLimits({ subject, payload }: Connection, limits: ChainLimit[]): Connection {
  return {
    subject: { ...subject, allowance: { ...subject.allowance, limits } },
    payload: { ...payload, allowance: spendable(limits) },
  }
}

/** As a permission keeps them: a chain on which nothing may be spent is none of them. */
function spendable(limits: readonly ChainLimit[]): ChainAmount[] {
  return limits.flatMap(({ chain, amount }) => (amount === "0" ? [] : [{ chainId: chain.id, amount }]))
}

/** Only the call at this place; the gas that was asked for stays. */
function lowerApproval({ subject, payload }: Amended, place: number, amount: Amount): Amended {
  if (subject.kind === "transaction" && payload.kind === "ethereum-transaction" && place === 0) {
    if (subject.replaces !== null) throw refusal("kind")
    const item = lowered(payload, amount)
    return { subject: { ...subject, call: shownAs(subject.call, item) }, payload: item }
  }
  if (subject.kind !== "batch" || payload.kind !== "batch") throw refusal("kind")
  const item = lowered(payload.items[place], amount)
  return {
    subject: {
      ...subject,
      calls: subject.calls.map((call, at) => (at === place ? shownAs(call, item) : call)),
    },
    payload: { ...payload, items: payload.items.map((other, at) => (at === place ? item : other)) },
  }
}

function lowered(item: TransactionPayload | undefined, amount: Amount): EthereumTransactionPayload {
  if (item?.kind !== "ethereum-transaction" || item.to === null) throw refusal("kind")
  const made = smallerApproval(item.data, BigInt(amount))
  if ("refused" in made) throw refusal(made.refused)
  return { ...item, data: made.data }
}

function shownAs(call: Call, { data }: EthereumTransactionPayload): Call {
  return call.family === "ethereum" ? { ...call, data } : call
}

function familiesOf(accounts: readonly AccountName[]): Family[] {
  return [...new Set(accounts.map(({ family }) => family))]
}

function isSame(one: AccountName, other: AccountName): boolean {
  return one.family === other.family && one.address === other.address
}

export function refusal(why: ChangeRefusal) {
  return fault("CONSENT_CHANGE_REFUSED", { why })
}
