/** The call of an Ethereum transaction, or the contract that it creates. */
import { hexToBytes } from "@noble/hashes/utils.js"
import type { ChainId, Flaw, Reading } from "~protocol"
import { openBudget } from "./budget"
import { readCall } from "./call"
import { destroysItself } from "./creation"
import { unknownReading } from "./reading"
import { spell } from "./spell"

export type EthereumCallAsked = {
  chain: ChainId
  from: string
  /** Null where a contract is created. */
  to: string | null
  wei: string | bigint
  /** `0x` and hex digits, of any number. */
  data: string
}

const DIGITS = /^0x[0-9a-fA-F]*$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const NUMBER = /^\d{1,78}$/
/** More than a network takes in one transaction. */
const MOST_DIGITS = 2 * 128 * 1024

export function readEthereumCall({ chain, from, to, wei, data }: EthereumCallAsked): Reading {
  if (!DIGITS.test(data) || data.length > MOST_DIGITS) return unknownReading(to, null, null)
  const digits = data.slice(2).toLowerCase()
  const isOdd = digits.length % 2 === 1
  const bytes = hexToBytes(isOdd ? digits.slice(0, -1) : digits)
  const flaws: Flaw[] = isOdd ? ["odd-length"] : []
  if (to === null) return readCreation(bytes, flaws)
  if (!ADDRESS.test(to) || !ADDRESS.test(from) || !NUMBER.test(String(wei))) {
    return unknownReading(to, null, `0x${digits}`, flaws)
  }
  const call = { chain, from: spell(from), to, wei: BigInt(wei), data: bytes, isDelegated: false }
  return readCall(call, openBudget(), flaws)
}

function readCreation(code: Uint8Array, flaws: Flaw[]): Reading {
  return {
    ...unknownReading(null, null, null, flaws),
    how: flaws.length === 0 ? "exact" : "named",
    action: { type: "create", destroys: destroysItself(code) },
  }
}
