/**
 * To whom a call sends something, by the shapes that say it plainly: the chain's own currency, and transfers of tokens.
 * For the memory of recipients only; nothing is decided by it.
 */

import type * as z from "zod/mini"
import type { Call } from "~protocol"

type AnyCall = z.infer<typeof Call>

/** Selector → which of its arguments is the recipient. */
const TRANSFERS: Readonly<Record<string, number>> = {
  a9059cbb: 0,
  "23b872dd": 1,
  "42842e0e": 1,
  b88d4fde: 1,
  f242432a: 1,
  "2eb2c2d6": 1,
}
const SELECTOR = 8
const WORD = 64
const ADDRESS = 40

/** Transfers of both token programs: discriminator → which account is the destination. */
const TOKEN_PROGRAMS = [
  "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
  "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
]
const DESTINATIONS: Readonly<Record<string, number>> = { "03": 1, "0c": 2 }

/** Ethereum's addresses in small letters. */
export function sentTo(call: AnyCall): string[] {
  if (call.family === "ethereum") {
    const to = call.action === "transfer" ? call.to : tokenRecipient(call.data)
    return to === null ? [] : [to.toLowerCase()]
  }
  return call.instructions.flatMap((one) => {
    if (one.name === "transfer") return [one.to]
    const isToken = one.name === "unknown" && TOKEN_PROGRAMS.includes(one.program)
    const destination = isToken ? one.accounts[DESTINATIONS[one.data.slice(2, 4)] ?? -1] : undefined
    return destination === undefined ? [] : [destination]
  })
}

function tokenRecipient(data: string): string | null {
  const digits = data.slice(2).toLowerCase()
  const place = TRANSFERS[digits.slice(0, SELECTOR)]
  if (place === undefined) return null
  const word = digits.slice(SELECTOR + place * WORD, SELECTOR + (place + 1) * WORD)
  return /^0{24}[0-9a-f]{40}$/.test(word) ? `0x${word.slice(-ADDRESS)}` : null
}
