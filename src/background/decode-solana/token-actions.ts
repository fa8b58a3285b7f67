/**
 * What instructions of the token programs do. Where the mint of an account is proven by nothing in the transaction, the
 * asset goes by the token account that holds it: the network knows its mint.
 */
import type { Action, AssetAmount } from "~protocol"
import type { Around } from "./instruction"
import type { Parts } from "./shape"

type Act = (of: Parts, around: Around) => Action

const UNLIMITED = "18446744073709551615"

export const send: Act = (of, around) => {
  const [source, destination] = [of.text("source"), of.text("destination")]
  const { owner } = around.tokenAccountOf(source)
  const { owner: recipient } = around.tokenAccountOf(destination)
  const held = heldBy(of, around, ["source", "destination"], of.maybe("amount"))
  return { type: "send", ...held, from: owner ?? source, to: recipient ?? destination }
}

export const approve: Act = (of, around) => {
  const amount = of.maybe("amount")
  const held = heldBy(of, around, ["source"], amount === UNLIMITED ? null : amount)
  return { type: "approve", ...held, spender: of.text("delegate"), adds: false, expiresAt: null }
}

export const setAuthority: Act = ({ text, maybe }) => ({
  type: "set-authority",
  of: text("owned"),
  right: text("right"),
  to: maybe("new-authority"),
})

export const mint: Act = (of, around) => {
  const destination = of.text("destination")
  const to = around.tokenAccountOf(destination).owner ?? destination
  return { type: "mint", ...heldBy(of, around, ["destination"], of.maybe("amount")), to }
}

export const burn: Act = (of, around) => ({
  type: "burn",
  ...heldBy(of, around, ["source"], of.maybe("amount")),
})

export const close: Act = ({ text }) => ({
  type: "close-account",
  account: text("account"),
  to: text("destination"),
})

export const create: Act = ({ text }) => ({
  type: "create-account",
  account: text("account"),
  owner: text("owner"),
})

const lamports = (amount: string | null, { chain }: Around): AssetAmount => ({
  asset: { chain, address: null, tokenId: null },
  amount,
})

/** What an account of wrapped SOL has more than it says becomes wrapped. */
export const wrap: Act = (_, around) => ({ type: "wrap", ...lamports(null, around), unwraps: false })

export const unwrap: Act = (of, around) => ({
  type: "wrap",
  ...lamports(of.maybe("amount"), around),
  unwraps: true,
})

export const sendLamports: Act = ({ text }, around) => ({
  type: "send",
  ...lamports(null, around),
  from: text("source"),
  to: text("destination"),
})

/** `holders`: the accounts that all hold it; `mint` where it is an account of the instruction. */
function heldBy(of: Parts, around: Around, holders: string[], amount: string | null): AssetAmount {
  const proven = holders.map((name) => around.tokenAccountOf(of.text(name)).mint)
  const mintKnown = of.maybe("mint") ?? proven.find((one) => one !== null)
  const address = mintKnown ?? of.text(holders[0] ?? "")
  return { asset: { chain: around.chain, address, tokenId: null }, amount }
}
