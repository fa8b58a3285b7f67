/**
 * What rules can see, declared with its types, and how a request is put into it. Amounts are CEL's `int`, kept here
 * as whole numbers of any size: comparing is exact up to 2^256 and beyond, and arithmetic that leaves 64 bits is an
 * error, which is a denial. Nothing is ever cut, wrapped or rounded.
 */
import { type Duration, Environment } from "@marcbachmann/cel-js/evaluator"
import type { Facts } from "../../facts"
import { type Case, sumOf } from "../cases"
import { windowMsOf } from "../windows"
import { wallClockOf } from "./zones"

const TIMESTAMP = "google.protobuf.Timestamp"
const DURATION = "google.protobuf.Duration"

/** More than these and rules do not look: the request is denied. */
export const MAX_LIST = 64
export const MAX_TEXT = 8192

type Fields = Readonly<Record<string, string>>

export const types = {
  Request: { method: "string", organizationId: "string", policyName: "string" },
  Wallet: {
    walletId: "string",
    walletName: "string",
    tags: "list<string>",
    ownerOrganizationId: "string",
    address: "string",
    addressFormat: "string",
    derivationPath: "string",
  },
  User: { username: "string", isRoot: "bool", traits: "map<string, string>" },
  Action: {
    type: "string",
    program: "string",
    method: "string",
    asset: "string",
    amount: "int",
    from: "string",
    to: "string",
  },
  Spend: { asset: "string", amount: "int" },
  TypedData: { primaryType: "string", domainName: "string", verifyingContract: "string" },
  SignIn: { domain: "string", address: "string", uri: "string", chainId: "string", nonce: "string" },
  Message: { bytes: "int", text: "string", signIn: "SignIn" },
  Tx: {
    kind: "string",
    chain: "string",
    chainId: "string",
    actions: "list<Action>",
    spends: "list<Spend>",
    fee: "Spend",
    usdCents: "int",
    dangers: "list<string>",
    programs: "list<string>",
    typedData: "TypedData",
    message: "Message",
  },
  Limits: {},
} as const satisfies Record<string, Fields>

/** The names that rules start from, with their types; `constants` has the policy's own. */
export const variables = {
  request: "Request",
  tx: "Tx",
  wallet: "Wallet",
  user: "User",
  spend: "Limits",
  now: TIMESTAMP,
} as const

/** A type of its own for the engine, which tells types apart by their constructor. */
export function recordOf(environment: Environment, name: string, fields: Fields) {
  const Made = class {
    constructor(values: object) {
      Object.assign(this, values)
    }
  }
  environment.registerType(name, { ctor: Made, fields: { ...fields } })
  return (values: object): object => new Made(values)
}

const limits = { maxAstNodes: 100, maxDepth: 24, maxListElements: MAX_LIST, maxCallArguments: 4 }
export const base = new Environment({ limits })

type Maker = (values: object) => object
/** In this order: a type must be known before another has a member of it. */
const order = [
  "Request",
  "Wallet",
  "User",
  "Action",
  "Spend",
  "TypedData",
  "SignIn",
  "Message",
  "Tx",
  "Limits",
]
const make = Object.fromEntries(
  order.map((name) => [name, recordOf(base, name, types[name as keyof typeof types])]),
) as Record<keyof typeof types, Maker>

for (const [name, type] of Object.entries(variables)) base.registerVariable(name, type)

/** What a limit is asked through; the policy that is being judged answers. */
export type Ask = (asset: string, limit: bigint, windowMs: number) => boolean

const sync = { async: false }
base.registerFunction(
  `Limits.within(string, int, ${DURATION}): bool`,
  ({ ask }: { ask: Ask }, asset: string, limit: bigint, window: Duration) =>
    ask(asset, limit, Number(window)),
  sync,
)
base.registerFunction(
  "Limits.within(string, int, string): bool",
  ({ ask }: { ask: Ask }, asset: string, limit: bigint, window: string) =>
    ask(asset, limit, windowMsOf(window) ?? 0),
  sync,
)
base.registerFunction(
  "Tx.spent(string): int",
  ({ spends }: { spends: Facts["spends"] }, asset: string) => sumOf(spends, asset),
  sync,
)
base.registerFunction("grants(string): bool", () => true, sync)
base.registerFunction(
  "units(string, int): int",
  (text: string, decimals: bigint) => unitsOf(text, decimals),
  sync,
)
base.registerFunction(
  `${TIMESTAMP}.hourIn(string): int`,
  (at: Date, zone: string) => wallClockOf(at, zone).hour,
  sync,
)
base.registerFunction(
  `${TIMESTAMP}.minuteIn(string): int`,
  (at: Date, zone: string) => wallClockOf(at, zone).minute,
  sync,
)
base.registerFunction(
  `${TIMESTAMP}.weekdayIn(string): int`,
  (at: Date, zone: string) => wallClockOf(at, zone).weekday,
  sync,
)

/** `units("1.5", 9)` is 1500000000; throws where the text has more decimals than there are. */
export function unitsOf(text: string, decimals: bigint): bigint {
  const [, whole = "", part = ""] = /^(\d{1,78})(?:\.(\d{1,77}))?$/.exec(text) ?? []
  if (whole === "" || decimals < 0n || decimals > 77n || BigInt(part.length) > decimals) {
    throw new Error("This is not an amount of such a unit.")
  }
  return BigInt(whole + part.padEnd(Number(decimals), "0"))
}

const nothing: Facts = {
  kind: "message",
  chain: "",
  chainId: "",
  actions: [],
  spends: [],
  fee: null,
  dangers: [],
  programs: [],
  typedData: { primaryType: "", domainName: "", verifyingContract: "" },
  message: { bytes: 0, text: "", signIn: null },
  solana: null,
}
const noSpend = { asset: "", amount: 0n }
const noSignIn = { domain: "", address: "", uri: "", chainId: "", nonce: "" }
const noWallet = {
  walletId: "",
  walletName: "",
  tags: [],
  ownerOrganizationId: "",
  address: "",
  addressFormat: "",
  derivationPath: "",
}

export type View = Readonly<Record<Exclude<keyof typeof variables, "spend">, unknown>>

/** What rules see of a request. A rule that looks at `usdCents` is not asked where something has no price. */
export function viewOf({ request, user, wallet, facts, now, worth }: Case): View {
  const { method, organizationId, policyName } = request
  return {
    request: make.Request({ method, organizationId, policyName: policyName ?? "" }),
    tx: txOf(facts, "cents" in worth ? worth.cents : 0n),
    wallet: make.Wallet(wallet ?? noWallet),
    user: make.User({
      username: user?.username ?? "",
      isRoot: user?.policy.type === "ROOT",
      traits: user?.traits ?? {},
    }),
    now: new Date(now),
  }
}

export function limitsOf(ask: Ask): object {
  return make.Limits({ ask })
}

function txOf(given: Facts | null, usdCents: bigint): object {
  const facts = given ?? nothing
  const { message } = facts
  const signIn = make.SignIn(message.signIn ?? noSignIn)
  return make.Tx({
    kind: given ? facts.kind : "",
    chain: facts.chain,
    chainId: facts.chainId,
    actions: facts.actions.map(make.Action),
    spends: facts.spends.map(make.Spend),
    fee: make.Spend(facts.fee ?? noSpend),
    usdCents,
    dangers: facts.dangers,
    programs: facts.programs,
    typedData: make.TypedData(facts.typedData),
    message: make.Message({ bytes: BigInt(message.bytes), text: message.text, signIn }),
  })
}

/** What makes a request too large for rules to look at, in a bounded time; null where nothing does. */
export function excessIn({ facts, wallet, user }: Case): string | null {
  const lists = [facts?.actions, facts?.spends, facts?.dangers, facts?.programs, wallet?.tags]
  const isLong = lists.some((list) => list !== undefined && list.length > MAX_LIST)
  if (isLong || Object.keys(user?.traits ?? {}).length > MAX_LIST) return `a list of more than ${MAX_LIST}`
  return facts && hasLongText(facts) ? `a text of more than ${MAX_TEXT}` : null
}

function hasLongText({ typedData, actions, message, chainId }: Facts): boolean {
  const isLong = (text: string) => text.length > MAX_TEXT
  const { primaryType, domainName, verifyingContract } = typedData
  return (
    [message.text, chainId, primaryType, domainName, verifyingContract].some(isLong) ||
    actions.some(({ program, method, asset, from, to }) => [program, method, asset, from, to].some(isLong)) ||
    Object.values(message.signIn ?? {}).some(isLong)
  )
}
