/**
 * What the logs of a simulation say of one account: tokens that came and went, and who may take some. A log is the word
 * of the contract that wrote it; it counts for that contract's own token and for no other.
 */
import * as z from "zod/mini"
import type { AssetName, ChainId } from "~protocol"
import { checksumAddress } from "../chains/ethereum-address"
import type { Tally } from "./tally"

const Bytes = z.string().check(z.regex(/^0x([0-9a-fA-F]{2})*$/))

export const Log = z.object({
  address: z.string().check(z.regex(/^0x[0-9a-fA-F]{40}$/)),
  topics: z.array(z.string().check(z.regex(/^0x[0-9a-fA-F]{64}$/))).check(z.maxLength(4)),
  data: z.catch(Bytes, "0x"),
})
export type Log = z.infer<typeof Log>

/** Keccak-256 of each signature. */
export const topicsOf = {
  "Transfer(address,address,uint256)": "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
  "Approval(address,address,uint256)": "8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925",
  "ApprovalForAll(address,address,bool)": "17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31",
  "TransferSingle(address,address,address,uint256,uint256)":
    "c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62",
  "TransferBatch(address,address,address,uint256[],uint256[])":
    "4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb",
  "Deposit(address,uint256)": "e1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c",
  "Withdrawal(address,uint256)": "7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65",
  "Approval(address,address,address,uint160,uint48)":
    "da9fa7c1b00402c17d0161b249b1ab8bbec047c5a52207b9c112deffd817036b",
  "Permit(address,address,address,uint160,uint48,uint48)":
    "c6a377bfc4eb120024a8ac08eef205be16b817020812c73223e81d1bdb9708ec",
} as const

/** Where nodes write that ether moved, as if it were a token. */
const ETHER = "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
const PERMIT2 = "0x000000000022d473030f116ddee9f6b43ac78ba3"

/** Contracts that hold ether for tokens and say so in logs of their own, which are no transfers. */
const wrappers: Readonly<Record<ChainId, string>> = {
  "eip155:1": "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
  "eip155:10": "0x4200000000000000000000000000000000000006",
  "eip155:137": "0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270",
  "eip155:8453": "0x4200000000000000000000000000000000000006",
  "eip155:42161": "0x82af49447d8a07e3bd95bd0d56f35241523fbab1",
}

/** No allowance that anybody would count down. */
const UNBOUNDED = 1n << 255n
const UNBOUNDED_PERMIT2 = (1n << 160n) - 1n
const WORD = 64
/** Of one TransferBatch. */
const MOST_PLACES = 100

type Told = { chain: ChainId; account: string; tally: Tally }
type Read = { contract: string; topics: string[]; words: string[]; told: Told }

const readers: { readonly [Name in keyof typeof topicsOf]: (read: Read) => void } = {
  "Transfer(address,address,uint256)": readTransfer,
  "Approval(address,address,uint256)": readApproval,
  "ApprovalForAll(address,address,bool)": readApprovalForAll,
  "TransferSingle(address,address,address,uint256,uint256)": readSingle,
  "TransferBatch(address,address,address,uint256[],uint256[])": readBatch,
  "Deposit(address,uint256)": (read) => readWrap(read, 1n),
  "Withdrawal(address,uint256)": (read) => readWrap(read, -1n),
  "Approval(address,address,address,uint160,uint48)": readPermit2,
  "Permit(address,address,address,uint160,uint48,uint48)": readPermit2,
}

const readerOf = new Map<string, (read: Read) => void>(
  Object.entries(topicsOf).map(([name, topic]) => [topic, readers[name as keyof typeof topicsOf]]),
)

/** Adds up one log; what it does not know says nothing of balances. `account` is in lower case. */
export function readLog({ address, topics, data }: Log, told: Told): void {
  const [first, ...rest] = topics.map((topic) => topic.slice(2).toLowerCase())
  const read = { contract: address.toLowerCase(), topics: rest, words: wordsIn(data), told }
  if (first !== undefined) readerOf.get(first)?.(read)
}

function readTransfer({ contract, topics, words, told }: Read): void {
  const [from, to, tokenId] = topics
  const isNft = tokenId !== undefined
  const amount = isNft ? 1n : numberOf(words[0])
  if (from === undefined || to === undefined || amount === null || (isNft && contract === ETHER)) return
  move(told, () => assetOf(told, contract, isNft ? numberOf(tokenId) : null), from, to, amount)
}

function readSingle({ contract, topics: [, from, to], words, told }: Read): void {
  const [id, amount] = [numberOf(words[0]), numberOf(words[1])]
  if (from === undefined || to === undefined || id === null || amount === null) return
  move(told, () => assetOf(told, contract, id), from, to, amount)
}

function readBatch({ contract, topics: [, from, to], words, told }: Read): void {
  const [ids, amounts] = [listAt(words, 0), listAt(words, 1)]
  if (from === undefined || to === undefined || ids.length !== amounts.length) return
  for (const [place, id] of ids.entries()) {
    move(told, () => assetOf(told, contract, id), from, to, amounts[place] ?? 0n)
  }
}

function readWrap({ contract, topics: [who], words, told }: Read, sign: bigint): void {
  const amount = numberOf(words[0])
  if (wrappers[told.chain] !== contract || !isAccount(who, told) || amount === null) return
  told.tally.add(assetOf(told, contract, null), sign * amount)
}

function readApproval({ contract, topics: [owner, spender, tokenId], words, told }: Read): void {
  if (!isAccount(owner, told) || spender === undefined) return
  if (tokenId !== undefined) {
    const id = numberOf(tokenId)
    const isTakenBack = numberOf(spender) === 0n
    if (!isTakenBack) told.tally.approve(approval(assetOf(told, contract, id), 1n, spender))
    return
  }
  const amount = numberOf(words[0])
  if (amount !== null) {
    told.tally.approve(approval(assetOf(told, contract, null), amount < UNBOUNDED ? amount : null, spender))
  }
}

function readApprovalForAll({ contract, topics: [owner, operator], words, told }: Read): void {
  const isApproved = numberOf(words[0])
  if (!isAccount(owner, told) || operator === undefined || isApproved === null) return
  told.tally.approve(approval(assetOf(told, contract, null), isApproved === 0n ? 0n : null, operator))
}

function readPermit2({ contract, topics: [owner, token, spender], words, told }: Read): void {
  const amount = numberOf(words[0])
  if (contract !== PERMIT2 || !isAccount(owner, told)) return
  if (token === undefined || spender === undefined || amount === null) return
  const asset = assetOf(told, `0x${token.slice(24)}`, null)
  told.tally.approve(approval(asset, amount < UNBOUNDED_PERMIT2 ? amount : null, spender))
}

function approval(asset: AssetName, amount: bigint | null, spender: string) {
  return { asset, amount: amount?.toString() ?? null, spender: checksumAddress(`0x${spender.slice(24)}`) }
}

/** `asset` is only made where the account is meant: checksums cost, and logs can be many. */
function move({ tally, account }: Told, asset: () => AssetName, from: string, to: string, amount: bigint) {
  const [isFrom, isTo] = [from.slice(24) === account.slice(2), to.slice(24) === account.slice(2)]
  if (isFrom !== isTo) tally.add(asset(), isTo ? amount : -amount)
}

function assetOf({ chain }: Told, contract: string, tokenId: bigint | null): AssetName {
  const address = contract === ETHER ? null : checksumAddress(contract)
  return { chain, address, tokenId: tokenId?.toString() ?? null }
}

function isAccount(topic: string | undefined, { account }: Told): boolean {
  return topic?.slice(24) === account.slice(2)
}

function wordsIn(data: string): string[] {
  return data.slice(2).toLowerCase().match(/.{64}/g) ?? []
}

function numberOf(word: string | undefined): bigint | null {
  return word?.length === WORD ? BigInt(`0x${word}`) : null
}

/** The list that the offset in this word leads to. */
function listAt(words: readonly string[], place: number): bigint[] {
  const start = Number(numberOf(words[place]) ?? 0n) / 32
  const length = Number(numberOf(words[start]) ?? 0n)
  if (!Number.isInteger(start) || length > MOST_PLACES) return []
  return words.slice(start + 1, start + 1 + length).map((word) => BigInt(`0x${word}`))
}
