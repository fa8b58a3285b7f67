/** What a Solana address holds on one cluster: SOL, and the tokens of both token programs, each mint once. */
import { base58, base64 } from "@scure/base"
import * as z from "zod/mini"
import { callRpc } from "../chains/rpc"
import type { SolanaNetwork } from "../chains/solana"
import type { Held } from "./ethereum-holdings"

export const TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
export const TOKEN_2022_PROGRAM = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"
export const tokenPrograms = [TOKEN_PROGRAM, TOKEN_2022_PROGRAM] as const

const AccountData = z.tuple([z.string(), z.literal("base64")])
const Accounts = z.object({
  value: z.array(
    z.object({ pubkey: z.string(), account: z.object({ owner: z.string(), data: AccountData }) }),
  ),
})

/** Where things stand in a token account: whose tokens, how many, and in which state it is. */
const ACCOUNT_BYTES = 165
const AMOUNT_AT = 64
const STATE_AT = 108
const FROZEN = 2

export type TokenAccount = {
  address: string
  program: string
  mint: string
  amount: bigint
  isFrozen: boolean
}

export async function solanaHoldings(network: SolanaNetwork, owner: string): Promise<Held[]> {
  const [lamports, ...accounts] = await Promise.all([
    network.balance(owner),
    ...tokenPrograms.map((programId) => tokenAccounts(network, owner, { programId })),
  ])
  const amounts = new Map<string, bigint>()
  for (const { mint, amount } of accounts.flat()) amounts.set(mint, (amounts.get(mint) ?? 0n) + amount)
  const held = [...amounts].flatMap(([address, amount]) => (amount > 0n ? [{ address, amount }] : []))
  return [{ address: null, amount: lamports }, ...held]
}

/** Of this owner: all of a program, or those of one mint. */
export async function tokenAccounts(
  { chain, ask }: SolanaNetwork,
  owner: string,
  which: { programId: string } | { mint: string },
): Promise<TokenAccount[]> {
  const asked = [owner, which, { encoding: "base64", commitment: "confirmed" }]
  const { value } = await callRpc(chain, ask, Accounts, "getTokenAccountsByOwner", asked)
  return value.flatMap(({ pubkey, account }) => {
    const bytes = base64.decode(account.data[0])
    if (bytes.length < ACCOUNT_BYTES) return []
    return [
      {
        address: pubkey,
        program: account.owner,
        mint: base58.encode(bytes.subarray(0, 32)),
        amount: new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(AMOUNT_AT, true),
        isFrozen: bytes[STATE_AT] === FROZEN,
      },
    ]
  })
}
