/**
 * Accounts before and after: lamports of the account itself, and tokens of the token accounts that it owns. Who owns a
 * token account is read in its bytes, before and after apart, so that one which is given away is a loss.
 */
import { base58, base64 } from "@scure/base"
import * as z from "zod/mini"
import type { ChainId } from "~protocol"
import type { Tally } from "./tally"

const Lamports = z.union([z.int(), z.string().check(z.regex(/^\d{1,20}$/))])
const State = z.nullable(
  z.object({
    lamports: Lamports,
    owner: z.string(),
    data: z.tuple([z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/)), z.literal("base64")]),
  }),
)
export type AccountState = z.infer<typeof State>
export const AccountStates = z.array(State)

const TOKEN_PROGRAMS = new Set([
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
])

/** A token account: mint, owner, amount, delegate, state and what may be taken. Extensions come after it. */
const TOKEN_ACCOUNT_BYTES = 165
const KIND_AT = 165
const IS_TOKEN_ACCOUNT = 2
const STATE_AT = 108
const NO_BOUND = (1n << 64n) - 1n

type Held = { mint: string; amount: bigint; delegate: string | null; delegated: bigint }

export type Compared = {
  chain: ChainId
  account: string
  watched: readonly string[]
  before: readonly AccountState[]
  after: readonly AccountState[]
  /** What is not counted as a change of the account. */
  fee: bigint
  tally: Tally
}

export function compareAccounts(compared: Compared): void {
  const { chain, account, watched, before, after, fee, tally } = compared
  const own = watched.indexOf(account)
  const gained = lamportsOf(after[own]) - lamportsOf(before[own]) + fee
  tally.add({ chain, address: null, tokenId: null }, gained)
  for (const place of watched.keys()) {
    compareTokens(heldBy(account, before[place]), heldBy(account, after[place]), compared)
  }
}

function compareTokens(before: Held | null, after: Held | null, { chain, tally }: Compared): void {
  const assetOf = ({ mint }: Held) => ({ chain, address: mint, tokenId: null })
  if (before !== null) tally.add(assetOf(before), -before.amount)
  if (after === null) return
  tally.add(assetOf(after), after.amount)
  const isNew = after.delegate !== before?.delegate || after.delegated > before.delegated
  if (after.delegate === null || !isNew) return
  const amount = after.delegated === NO_BOUND ? null : `${after.delegated}`
  tally.approve({ asset: assetOf(after), amount, spender: after.delegate })
}

function lamportsOf(state: AccountState | undefined): bigint {
  return BigInt(state?.lamports ?? 0)
}

/** What this account holds in a token account of its own; null for anything else. */
function heldBy(account: string, state: AccountState | undefined): Held | null {
  if (!state || !TOKEN_PROGRAMS.has(state.owner)) return null
  const bytes = base64.decode(state.data[0])
  const isAccount = bytes.length === TOKEN_ACCOUNT_BYTES || bytes[KIND_AT] === IS_TOKEN_ACCOUNT
  if (bytes.length < TOKEN_ACCOUNT_BYTES || !isAccount || bytes[STATE_AT] === 0) return null
  if (base58.encode(bytes.subarray(32, 64)) !== account) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hasDelegate = view.getUint32(72, true) === 1
  return {
    mint: base58.encode(bytes.subarray(0, 32)),
    amount: view.getBigUint64(64, true),
    delegate: hasDelegate ? base58.encode(bytes.subarray(76, 108)) : null,
    delegated: hasDelegate ? view.getBigUint64(121, true) : 0n,
  }
}
