/** What readings are made of, and the ones that say that little is known. */
import { bytesToHex } from "@noble/hashes/utils.js"
import type { Action, AssetAmount, AssetName, ChainId, Flaw, Hex, Reading, ReadMember } from "~protocol"
import type { Budget } from "./budget"
import { spell } from "./spell"

/** A call as the EVM would make it. `isDelegated`: with the caller's own storage and rights. */
export type Call = {
  chain: ChainId
  from: string
  to: string
  wei: bigint
  data: Uint8Array
  isDelegated: boolean
}

/** What a shape makes of its arguments; `inside` where there are calls in it. */
export type Meaning = { action: Action; inside?: Reading[] }

/** How what was found in a call is read: calls by all that is known of calls, and within the same budget. */
export type Inside = { read(call: Call): Reading; budget: Budget }

/** The members of something, by their names. */
export type Args = {
  text(name: string): string
  number(name: string): bigint
  list(name: string): readonly ReadMember[]
  inner(name: string): Args
  all: readonly ReadMember[]
}

const MOST = 2n ** 256n - 1n
export const ZERO = "0x0000000000000000000000000000000000000000"
export const justCall: Meaning = { action: { type: "call" } }
export const several = (inside: Reading[]): Meaning => ({ action: { type: "several" }, inside })

export function argsOf(members: readonly ReadMember[]): Args {
  const named = (name: string) => members.find((member) => member.name === name)?.value ?? ""
  const text = (name: string) => {
    const value = named(name)
    return typeof value === "string" ? value : ""
  }
  const list = (name: string) => {
    const value = named(name)
    return typeof value === "string" ? [] : value
  }
  return {
    text,
    number: (name) => BigInt(text(name) || "0"),
    list,
    inner: (name) => argsOf(list(name)),
    all: members,
  }
}

/** The items of a list, each by the names of its own members. */
export function itemsOf(list: readonly ReadMember[]): Args[] {
  return list.map(({ value }) => argsOf(typeof value === "string" ? [] : value))
}

/** The items of a list of texts. */
export function textsOf(list: readonly ReadMember[]): string[] {
  return list.flatMap(({ value }) => (typeof value === "string" ? [value] : []))
}

/** The chain's own currency where `address` is null. */
export function assetOf(chain: ChainId, address: string | null, tokenId: string | null = null): AssetName {
  return { chain, address: address === null ? null : spell(address), tokenId }
}

/** A sum that no word could hold is no amount. */
export function amountOf(asset: AssetName, amount: bigint | string | null): AssetAmount {
  const isTooMuch = typeof amount === "bigint" && amount > MOST
  return { asset, amount: amount === null || isTooMuch ? null : String(amount) }
}

/** No bound at all, for an allowance of `bits`. */
export function boundOf(amount: bigint, bits = 256): string | null {
  return amount === 2n ** BigInt(bits) - 1n ? null : amount.toString()
}

/** Of seconds; null for what no calendar has. */
export function momentOf(seconds: bigint): number | null {
  const ms = seconds * 1000n
  return ms <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(ms) : null
}

export function hexOf(data: Uint8Array): Hex {
  return `0x${bytesToHex(data)}`
}

/** One of several that stand in one call, as a reading of its own. */
export function partOf(
  whole: { target: string | null; protocol: string | null },
  signature: string | null,
  members: readonly ReadMember[],
  action: Action,
): Reading {
  return {
    how: "exact",
    action,
    target: whole.target,
    protocol: whole.protocol,
    signature,
    members: [...members],
    flaws: [],
    inside: [],
    data: null,
  }
}

export function unknownReading(
  target: string | null,
  protocol: string | null,
  data: Hex | null,
  flaws: Iterable<Flaw> = [],
): Reading {
  return {
    how: "unknown",
    action: { type: "unknown" },
    target,
    protocol,
    signature: null,
    members: [],
    flaws: [...flaws],
    inside: [],
    data,
  }
}
