/**
 * Asks the network what became of a transaction. A network that does not answer throws, and nothing is learned; the
 * transaction itself is never changed, and never signed.
 */
import { base58 } from "@scure/base"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Networks } from "../chains/networks"
import type { SolanaNetwork, SolanaStatus } from "../chains/solana"
import type { Lifetime, News, Sent, SentEthereum, SentSolana } from "./submission"

export async function lookAt(submission: Sent, networks: Networks): Promise<News> {
  return submission.family === "ethereum"
    ? lookAtEthereum(submission, await ethereumOf(submission, networks))
    : lookAtSolana(submission, await networks.solana(submission.chainId, submission.origin))
}

/** Gives the network the same bytes again; throws what the network threw. */
export async function sendAgain(submission: Sent, networks: Networks): Promise<void> {
  const { raw, hash, chainId } = submission
  if (submission.family === "ethereum") {
    return (await ethereumOf(submission, networks)).submit(submission.raw, hash)
  }
  const network = await networks.solana(chainId, submission.origin)
  return network.submit(raw, base58.decode(hash), submission.options)
}

/** At the address that its site brought; a transaction of the wallet's own goes where the first site's does. */
export function ethereumOf({ chainId, origin }: SentEthereum, networks: Networks): Promise<EthereumNetwork> {
  return networks.ethereum(chainId, origin).catch(() => networks.ethereum(chainId))
}

async function lookAtEthereum(
  { hash, address, nonce }: SentEthereum,
  network: EthereumNetwork,
): Promise<News> {
  const receipt = await network.receipt(hash)
  if (receipt?.blockHash) {
    return receipt.status === "0x0"
      ? { type: "reverted", detail: "It was included in a block and reverted." }
      : { type: "landed" }
  }
  const [found, minedNonce] = await Promise.all([network.transaction(hash), network.minedNonce(address)])
  // In a block already: its receipt is a moment away.
  if (found?.blockHash) return { type: "waiting" }
  // Some nodes still know a transaction whose nonce another one has taken.
  if (minedNonce > nonce) return { type: "missing", isOver: true }
  return found === null ? { type: "missing", isOver: false } : { type: "waiting" }
}

async function lookAtSolana({ hash, lifetime }: SentSolana, network: SolanaNetwork): Promise<News> {
  const status = await network.status(hash, false)
  if (status !== null) return newsOf(status)
  if (await canLand(lifetime, network)) return { type: "missing", isOver: false }
  // It may have landed just before, or long ago, while no worker was awake.
  const past = await network.status(hash, true)
  return past === null ? { type: "missing", isOver: true } : newsOf(past)
}

function newsOf({ isConfirmed, failure }: SolanaStatus): News {
  if (!isConfirmed) return { type: "waiting" }
  return failure === null ? { type: "landed" } : { type: "reverted", detail: failure }
}

async function canLand(lifetime: Lifetime, network: SolanaNetwork): Promise<boolean> {
  return lifetime.kind === "blockhash"
    ? network.isBlockhashValid(lifetime.blockhash)
    : (await network.durableNonce(lifetime.account)) === lifetime.value
}
