/**
 * One call, read to the last byte: by a function whose effect is known, where it is certain to be that; else by its
 * name alone, where its arguments fit; else not at all. What no encoder would write makes no reading exact.
 */
import { bytesToHex } from "@noble/hashes/utils.js"
import type { Flaw, Reading } from "~protocol"
import { readArguments } from "./abi-read"
import { parseInputs, signatureOf } from "./abi-types"
import { writeArguments } from "./abi-write"
import type { Budget } from "./budget"
import { contractAt, type KnownContract } from "./contracts"
import { isSame } from "./is-same"
import { amountOf, argsOf, assetOf, type Call, hexOf, unknownReading } from "./reading"
import type { Shape } from "./shape"
import { shapesOf } from "./shapes"
import { namedText } from "./signatures"
import { spell } from "./spell"

const SELECTOR = 4
const MOST_DEPTH = 6

/** `flaws`: those that were seen in the text of the bytes. */
export function readCall(given: Call, budget: Budget, flaws: readonly Flaw[] = [], depth = 0): Reading {
  const call = { ...given, to: spell(given.to) }
  const contract = contractAt(call.chain, call.to)
  const unknown = unknownReading(call.to, contract?.protocol ?? null, hexOf(call.data), flaws)
  if (depth > MOST_DEPTH || !budget.takeCall()) return unknown
  const isBatch = contract?.role === "multisend"
  if (call.isDelegated && !isBatch) return unknown
  if (call.data.length === 0 && flaws.length === 0) return { ...unknown, ...plainSend(call) }
  if (call.data.length < SELECTOR) return { ...unknown, flaws: [...flaws, "too-short"] }
  const inside = (inner: Call) => readCall(inner, budget, [], depth + 1)
  return readFunction({ call, contract, unknown, budget, inside })
}

function plainSend({ chain, from, to, wei }: Call): Partial<Reading> {
  const moved = amountOf(assetOf(chain, null), wei)
  return { how: "exact", action: { type: "send", ...moved, from, to }, data: null }
}

type Asked = {
  call: Call
  contract: KnownContract | null
  unknown: Reading
  budget: Budget
  inside(call: Call): Reading
}

function readFunction(asked: Asked): Reading {
  const selector = bytesToHex(asked.call.data.subarray(0, SELECTOR))
  const shapes = shapesOf(selector)
  const certain = shapes.find(({ at }) => isCertain(at, asked.contract))
  if (certain !== undefined) return readCertain(certain, asked)
  const likely = shapes[0]
  if (likely !== undefined) return readLikely(likely.text, likely, asked)
  const text = namedText(selector)
  return text === null ? asked.unknown : readLikely(text, null, asked)
}

function isCertain(at: Shape["at"], contract: KnownContract | null): boolean {
  return at === null || (contract !== null && at.includes(contract.role))
}

/** What is flawed is still read, the way that a lenient contract would; it is never exact. */
function readCertain(shape: Shape, asked: Asked): Reading {
  const { members, flaws } = readData(shape.text, asked)
  const signature = signatureOf(shape.text)
  const named: Reading = { ...asked.unknown, how: "named", action: { type: "call" }, signature, flaws }
  // More than is ever read could hide anything.
  if (members === null) return flaws.length > 0 ? named : { ...asked.unknown, signature }
  const meaning = shape.mean(argsOf(members), asked.call, { read: asked.inside, budget: asked.budget })
  if (meaning === null) return { ...named, members }
  const { action, inside = [] } = meaning
  const isExact = flaws.length === 0
  return {
    ...named,
    how: isExact ? "exact" : "named",
    action,
    members,
    inside,
    data: isExact ? null : named.data,
  }
}

/** Only where the arguments fit to the last byte; whose function it is stays open, and so does what it does. */
function readLikely(text: string, shape: Shape | null, asked: Asked): Reading {
  const { members, flaws } = readData(text, asked)
  if (members === null || flaws.length > 0) return asked.unknown
  const meaning = shape?.mean(argsOf(members), asked.call, { read: asked.inside, budget: asked.budget })
  return {
    ...asked.unknown,
    how: "named",
    action: { type: "call" },
    signature: signatureOf(text),
    members,
    inside: (meaning?.inside ?? []).map((each) => asLikely(each, asked.call.to)),
  }
}

/** What a contract is said to do by itself is no more certain than what it is. Calls of others stand by themselves. */
function asLikely(reading: Reading, by: string): Reading {
  const inside = reading.inside.map((each) => asLikely(each, by))
  if (reading.target !== by || reading.how !== "exact") return { ...reading, inside }
  return { ...reading, how: "named", action: { type: "call" }, inside }
}

function readData(
  text: string,
  { call, unknown, budget }: Asked,
): { members: Reading["members"] | null; flaws: Flaw[] } {
  const types = parseInputs(text)
  const data = call.data.subarray(SELECTOR)
  const { members, flaws } = readArguments(types, data, budget)
  if (members !== null && flaws.size === 0 && !isSame(writeArguments(types, members), data)) {
    flaws.add("offset-not-canonical")
  }
  return { members, flaws: [...new Set([...unknown.flaws, ...flaws])] }
}
