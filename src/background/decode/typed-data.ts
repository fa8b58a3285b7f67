/**
 * EIP-712 data: always its exact tree; what a signature of it allows, where its type is known to the last letter. The
 * domain says which contract it is for, and on which chain.
 */
import { type ChainId, fault, type Reading, type ReadMember, type TypedMember } from "~protocol"
import { readTypedData as read, type TypedDataRead } from "../typed-data/read"
import { encodeType } from "../typed-data/types"
import { openBudget } from "./budget"
import { readCall } from "./call"
import { protocolAt } from "./contracts"
import { documentShapeOf } from "./documents"
import { argsOf, type Meaning, unknownReading } from "./reading"
import { spell } from "./spell"

export type TypedDataAsked = {
  /** The one that the site is on; the domain's own goes before it. */
  chain: ChainId | null
  account: string
  /** The JSON text that is signed. */
  typedData: string
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const MOST_CHARACTERS = 512 * 1024
const MOST_DIGITS_OF_CHAIN = 32
/** Of the tree's addresses, so many get their checksums; the rest stay as they were written. */
const MOST_CHECKSUMS = 400

export function readTypedData({ chain, typedData }: TypedDataAsked): Reading {
  const data = typedData.length > MOST_CHARACTERS ? null : readOrNull(typedData)
  if (data === null) return unknownReading(null, null, null)
  const checksums = { left: MOST_CHECKSUMS }
  const contract = data.domain.find(({ name }) => name === "verifyingContract")?.value
  const target = typeof contract === "string" && ADDRESS.test(contract) ? spell(contract) : null
  const where = chainOf(data.chainId) ?? (data.chainId === null ? chain : null)
  const members = data.message.map((member) => memberOf(member, checksums))
  const type = encodeType(data.types, data.primaryType)
  const { action, inside = [] } = meaningOf(type, members, where, target)
  return {
    how: "exact",
    action,
    target,
    protocol: protocolAt(where, target),
    signature: type,
    members,
    flaws: [],
    inside,
    data: null,
  }
}

function meaningOf(
  type: string,
  members: ReadMember[],
  chain: ChainId | null,
  target: string | null,
): Meaning {
  const unknown: Meaning = { action: { type: "unknown" } }
  const shape = documentShapeOf(type)
  if (shape === null || chain === null) return unknown
  const budget = openBudget()
  const inside = { read: (call: Parameters<typeof readCall>[0]) => readCall(call, budget), budget }
  return shape.mean(argsOf(members), { chain, target }, inside) ?? unknown
}

function readOrNull(typedData: string): TypedDataRead | null {
  try {
    return read(typedData, (where) => fault("PARAMS_INVALID", { method: "eth_signTypedData_v4", where }))
  } catch {
    return null
  }
}

function chainOf(number: bigint | null): ChainId | null {
  const digits = number?.toString() ?? ""
  return /^[1-9]/.test(digits) && digits.length <= MOST_DIGITS_OF_CHAIN ? `eip155:${digits}` : null
}

function memberOf({ name, type, value }: TypedMember, checksums: { left: number }): ReadMember {
  if (typeof value !== "string") return { name, type, value: value.map((each) => memberOf(each, checksums)) }
  if (type !== "address" || checksums.left === 0) return { name, type, value }
  checksums.left -= 1
  return { name, type, value: spell(value) }
}
