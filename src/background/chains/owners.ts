/** Which program an account of Solana belongs to: a person's address to the system, or it does not exist yet. */
import * as z from "zod/mini"
import { callRpc } from "./rpc"
import type { SolanaNetwork } from "./solana"

const Accounts = z.object({ value: z.array(z.nullable(z.object({ owner: z.string() }))) })

/** One for each address, in their order; null for what does not exist. Throws RPC_UNREACHABLE or RPC_REFUSED. */
export async function ownersOf(
  { chain, ask }: SolanaNetwork,
  addresses: readonly string[],
): Promise<(string | null)[]> {
  const asked = [
    addresses,
    { encoding: "base64", commitment: "confirmed", dataSlice: { offset: 0, length: 0 } },
  ]
  const { value } = await callRpc(chain, ask, Accounts, "getMultipleAccounts", asked)
  return value.map((account) => account?.owner ?? null)
}
