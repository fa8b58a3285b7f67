/**
 * Checks of what the wallet did that share nothing with the wallet: ethers for Ethereum, Node's own Ed25519 for
 * Solana, and the chains themselves.
 */
import { createPublicKey, verify } from "node:crypto"
import { base58 } from "@scure/base"
import { isAddress, verifyMessage } from "ethers"
import { localRpcUrls } from "~protocol"
import { rpc, rpcUntil } from "./rpc"

export function isEthereumAddress(text: string): boolean {
  return text.startsWith("0x") && isAddress(text)
}

export function isSolanaAddress(text: string): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(text) && base58.decode(text).length === 32
}

export function signedByEthereum(address: string, message: string, signature: string): boolean {
  return verifyMessage(message, signature) === address
}

/** `signature` is base58. */
export function signedBySolana(address: string, message: string, signature: string): boolean {
  const x = Buffer.from(base58.decode(address)).toString("base64url")
  const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } })
  return verify(null, Buffer.from(message, "utf8"), key, base58.decode(signature))
}

export async function ethereumBalance(address: string): Promise<bigint> {
  return BigInt(await rpc<string>(localRpcUrls.ethereum, "eth_getBalance", [address, "latest"]))
}

export async function solanaBalance(address: string): Promise<bigint> {
  const { value } = await rpc<{ value: number }>(localRpcUrls.solana, "getBalance", [address])
  return BigInt(value)
}

type Receipt = { status: string; from: string; to: string; blockNumber: string }

/** Throws unless the chain has it, it succeeded, and it went from one to the other. */
export async function transferOnEthereum(hash: string, from: string, to: string) {
  const url = localRpcUrls.ethereum
  const ask = () => rpc<Receipt | null>(url, "eth_getTransactionReceipt", [hash])
  const receipt = await rpcUntil(ask, (found) => found !== null)
  const parties = `${receipt?.from} ${receipt?.to}`.toLowerCase()
  if (receipt?.status !== "0x1" || parties !== `${from} ${to}`.toLowerCase())
    throw new Error(`The Ethereum chain does not have ${hash} as it was asked for.`)
  const { value } = await rpc<{ value: string }>(url, "eth_getTransactionByHash", [hash])
  return { blockNumber: BigInt(receipt.blockNumber), wei: BigInt(value) }
}

type SolanaTransaction = {
  slot: number
  meta: { err: unknown; preBalances: number[]; postBalances: number[] }
  transaction: { message: { accountKeys: string[] } }
}

/** Throws unless the chain has it, it succeeded, and one account paid while the other gained. */
export async function transferOnSolana(signature: string, from: string, to: string) {
  const ask = () =>
    rpc<SolanaTransaction | null>(localRpcUrls.solana, "getTransaction", [
      signature,
      { encoding: "json", commitment: "confirmed", maxSupportedTransactionVersion: 0 },
    ])
  const found = await rpcUntil(ask, (transaction) => transaction !== null)
  const keys = found?.transaction.message.accountKeys ?? []
  const gained =
    (found?.meta.postBalances[keys.indexOf(to)] ?? 0) - (found?.meta.preBalances[keys.indexOf(to)] ?? 0)
  if (found === null || found.meta.err !== null || keys[0] !== from || gained <= 0)
    throw new Error(`The Solana chain does not have ${signature} as it was asked for.`)
  return { slot: found.slot, lamports: BigInt(gained) }
}
