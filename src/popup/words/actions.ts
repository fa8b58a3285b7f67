/**
 * What one call, instruction or document does, in one sentence. A page's own words stand in it only where they are
 * marked as such, and addresses are shortened: whole they stand among the parties, beside it.
 */
import type { Action, Reading } from "~protocol"
import { shortAddressOf } from "../addresses"
import { say } from "../language"
import { momentOf } from "../times"
import { visibleTextOf } from "../visible-text"
import { amountInWords, amountsInWords, assetInWords, type Known } from "./assets"

type Of<Type extends Action["type"]> = Extract<Action, { type: Type }>
type Sentences = { readonly [Type in Action["type"]]: (action: Of<Type>, about: About) => string }

/** `owner`: the account that signs, so that nobody is told of sending from himself. */
export type About = Known & { owner: string }

const sentences: Sentences = {
  send: (action, about) => {
    const [amount, to] = [amountInWords(action, about), shortAddressOf(action.to)]
    if (action.from === null || isSame(action.from, about.owner)) return say("does.send", { amount, to })
    return say("does.sendFrom", { amount, to, from: shortAddressOf(action.from) })
  },
  approve: (action, about) => withEnd(approval(action, about), action.expiresAt),
  "approve-all": ({ asset, operator, approved }, about) =>
    say(approved ? "does.approveAll" : "does.revokeAll", {
      asset: assetInWords(asset, about),
      who: shortAddressOf(operator),
    }),
  swap: ({ give, get, recipient }, about) => {
    const given = amountsInWords(give, about)
    const sentence =
      get.length === 0
        ? say("does.swapOpen", { give: given })
        : say("does.swap", { give: given, get: amountsInWords(get, about) })
    return withRecipient(sentence, recipient, about)
  },
  order: ({ give, get, recipient, expiresAt }, about) => {
    const given = amountsInWords(give, about)
    const sentence =
      get.length === 0
        ? say("does.orderForNothing", { give: given })
        : say("does.order", { give: given, get: amountsInWords(get, about) })
    return withEnd(withRecipient(sentence, recipient, about), expiresAt)
  },
  wrap: (action, about) =>
    say(action.unwraps ? "does.unwrap" : "does.wrap", { amount: amountInWords(action, about) }),
  mint: (action, about) => {
    const amount = amountInWords(action, about)
    return action.to === null || isSame(action.to, about.owner)
      ? say("does.mint", { amount })
      : say("does.mintTo", { amount, to: shortAddressOf(action.to) })
  },
  burn: (action, about) => say("does.burn", { amount: amountInWords(action, about) }),
  create: ({ destroys }) => say(destroys ? "does.createDestroys" : "does.create"),
  "transfer-ownership": ({ of, to }) =>
    to === null
      ? say("does.dropOwnership", { of: shortAddressOf(of) })
      : say("does.transferOwnership", { of: shortAddressOf(of), to: shortAddressOf(to) }),
  "set-authority": (action) => {
    const [of, right] = [shortAddressOf(action.of), visibleTextOf(action.right)]
    return action.to === null
      ? say("does.dropAuthority", { of, right })
      : say("does.setAuthority", { of, right, to: shortAddressOf(action.to) })
  },
  "close-account": ({ account, to }) =>
    say("does.closeAccount", { account: shortAddressOf(account), to: shortAddressOf(to) }),
  "create-account": ({ account, owner }, about) =>
    owner === null || isSame(owner, about.owner)
      ? say("does.createAccount", { account: shortAddressOf(account) })
      : say("does.createAccountFor", { account: shortAddressOf(account), owner: shortAddressOf(owner) }),
  stake: (action, about) => {
    const amount = amountInWords(action, about)
    return action.with === null
      ? say("does.stake", { amount })
      : say("does.stakeWith", { amount, with: shortAddressOf(action.with) })
  },
  unstake: (action, about) => say("does.unstake", { amount: amountInWords(action, about) }),
  "use-nonce": ({ account }) => say("does.useNonce", { account: shortAddressOf(account) }),
  "delegate-account": ({ to }) => say("does.delegateAccount", { to: shortAddressOf(to) }),
  memo: () => say("does.memo"),
  "fee-setting": () => say("does.feeSetting"),
  several: () => say("does.several", { count: 0 }),
  call: () => say("does.unknown"),
  unknown: () => say("does.unknown"),
}

export function sentenceOf(reading: Reading, about: About): string {
  const { action, inside } = reading
  if (action.type === "several") return say("does.several", { count: inside.length })
  if (action.type === "call" || action.type === "unknown") return callSentence(reading)
  if (reading.how !== "exact") return callSentence(reading)
  return (sentences[action.type] as (action: Action, about: About) => string)(action, about)
}

/** A name that is only likely is never said as if it were sure. */
function callSentence({ how, target, protocol, signature }: Reading): string {
  if (target === null) return say("does.unknown")
  const place = protocol === null ? shortAddressOf(target) : visibleTextOf(protocol)
  if (how === "unknown" || signature === null) return say("does.unknownAt", { target: place })
  const name = visibleTextOf(signature.split("(")[0] ?? "")
  return say(how === "exact" ? "does.call" : "does.callPerhaps", { name, target: place })
}

function approval(action: Of<"approve">, about: About): string {
  const [who, asset] = [shortAddressOf(action.spender), assetInWords(action.asset, about)]
  if (action.amount === "0" && !action.adds) return say("does.revoke", { who, asset })
  if (action.amount === null) return say("does.approveAny", { who, asset })
  return say(action.adds ? "does.approveMore" : "does.approve", { who, amount: amountInWords(action, about) })
}

function withEnd(sentence: string, at: number | null): string {
  return at === null ? sentence : say("does.until", { sentence, when: momentOf(at) })
}

function withRecipient(sentence: string, to: string | null, { owner }: About): string {
  return to === null || isSame(to, owner)
    ? sentence
    : say("does.goesTo", { sentence, to: shortAddressOf(to) })
}

export function isSame(one: string, other: string): boolean {
  return one === other || (one.startsWith("0x") && one.toLowerCase() === other.toLowerCase())
}

export type Party = { name: string; address: string }

/** Whoever the sentence speaks of, whole: who gets something, who may take it, and the token that it is. */
export function partiesOf({ action, target }: Reading, { owner }: About): Party[] {
  const name = (key: "to" | "from" | "spender" | "asset" | "target" | "account") => say(`does.party.${key}`)
  const parties: Party[] = []
  const add = (key: Parameters<typeof name>[0], address: string | null) => {
    if (address === null || isSame(address, owner)) return
    if (!parties.some((party) => isSame(party.address, address))) parties.push({ name: name(key), address })
  }
  if ("spender" in action) add("spender", action.spender)
  if ("operator" in action) add("spender", action.operator)
  if ("to" in action) add("to", action.to)
  if ("recipient" in action) add("to", action.recipient)
  if ("from" in action) add("from", action.from)
  if ("with" in action) add("to", action.with)
  if ("of" in action) add("account", action.of)
  if ("account" in action) add("account", action.account)
  if ("owner" in action) add("to", action.owner)
  if ("asset" in action) add("asset", action.asset.address)
  add("target", target)
  return parties
}

/** The steps that a person is told of: what only holds others together, or sets a fee, stands below. */
export function stepsOf(reading: Reading): Reading[] {
  if (reading.action.type === "several") return reading.inside.flatMap(stepsOf)
  return reading.action.type === "fee-setting" ? [] : [reading]
}
