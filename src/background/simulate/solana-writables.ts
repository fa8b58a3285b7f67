/** Which accounts a transaction may change: those that it names, and those that it has looked up in tables. */
import { base58, base64 } from "@scure/base"
import * as z from "zod/mini"
import type { SolanaTransaction } from "../chains/solana-transaction"
import type { Ask } from "./outcome"
import { AccountStates } from "./solana-accounts"

/** A lookup table: what is known of it, then its addresses. */
const TABLE_HEAD_BYTES = 56
const ADDRESS_BYTES = 32

const Tables = z.object({ value: AccountStates })

/** `isWhole` is false where a table could not be read. */
export async function writableAccounts(
  ask: Ask,
  { message }: SolanaTransaction,
): Promise<{ addresses: string[]; isWhole: boolean }> {
  const { header, staticAccounts } = message
  const signing = header.numSignerAccounts - header.numReadonlySignerAccounts
  const end = staticAccounts.length - header.numReadonlyNonSignerAccounts
  const named = [...staticAccounts.slice(0, signing), ...staticAccounts.slice(header.numSignerAccounts, end)]
  const lookups = message.version === 0 ? (message.addressTableLookups ?? []) : []
  const wanted = lookups.filter(({ writableIndexes }) => writableIndexes.length > 0)
  if (wanted.length === 0) return { addresses: named, isWhole: true }
  const tables = await readTables(
    ask,
    wanted.map(({ lookupTableAddress }) => lookupTableAddress),
  )
  const looked = wanted.flatMap(({ writableIndexes }, place) =>
    writableIndexes.map((index) => addressAt(tables?.[place] ?? null, index)),
  )
  const found = looked.filter((address) => address !== null)
  return { addresses: [...new Set([...named, ...found])], isWhole: found.length === looked.length }
}

async function readTables(ask: Ask, addresses: readonly string[]): Promise<(Uint8Array | null)[] | null> {
  const reply = await ask("getMultipleAccounts", [addresses, { encoding: "base64" }])
  const tables = reply.kind === "result" ? Tables.safeParse(reply.result) : null
  if (!tables?.success || tables.data.value.length !== addresses.length) return null
  return tables.data.value.map((table) => (table === null ? null : base64.decode(table.data[0])))
}

function addressAt(table: Uint8Array | null, index: number): string | null {
  const start = TABLE_HEAD_BYTES + index * ADDRESS_BYTES
  const bytes = table?.subarray(start, start + ADDRESS_BYTES)
  return bytes?.length === ADDRESS_BYTES ? base58.encode(bytes) : null
}
