/**
 * EIP-3085: a site brings a chain, and a person agrees to it. A chain that the wallet knows is switched to instead, and
 * nothing of what the site says of it is used. What is brought is asked first whether it is that chain at all.
 */
import { type Chain, chainNameOf, type EthereumChainRequest, fault } from "~protocol"
import { openEthereum } from "../chains/ethereum"
import { putOnChain } from "../chains/put-on-chain"
import { ethereumChainId, type Registry } from "../chains/registry"
import { explorerUrlOf, rpcUrlOf } from "../chains/urls"
import type { Draft } from "../consent/desk"
import type { Route } from "./route"
import type { RouteHands } from "./routes"

const METHOD = "wallet_addEthereumChain"
/** How many of the addresses that a site names are asked and kept. */
const MAX_RPC_URLS = 5
/** Wallets, libraries and pages keep chain ids in doubles, and compute with them (EIP-2294). */
const MAX_CHAIN_NUMBER = 4_503_599_627_370_476n

export function walletAddEthereumChain(hands: RouteHands): Route<typeof METHOD> {
  return {
    connected: true,
    run: async ([request], { caller: { origin }, ethereum }) => {
      const known = await hands.registry.find(ethereumChainId(request.chainId), origin)
      if (known !== null) {
        if ((await ethereum()).chain.id !== known.id) await putOnChain(hands, origin, known)
        return { answer: null }
      }
      const chain = await chainOf(request, hands.registry)
      return { consent: () => draft(chain, request.chainId) }
    },
  }
}

async function draft(named: Chain, chainId: string): Promise<Draft> {
  const rpcUrls = await answering(named, chainId)
  const chain = { ...named, rpcUrls }
  return {
    subject: { kind: "chain", chain: chainNameOf(chain), rpcUrls, explorerUrl: chain.explorerUrl },
    payload: { kind: "chain", chain },
  }
}

async function chainOf(request: EthereumChainRequest, registry: Registry): Promise<Chain> {
  const { chainId, chainName, nativeCurrency, rpcUrls, blockExplorerUrls } = request
  if (BigInt(chainId) === 0n || BigInt(chainId) > MAX_CHAIN_NUMBER) throw refusal("chainId")
  if (chainName === undefined) throw refusal("chainName")
  if (!nativeCurrency) throw refusal("nativeCurrency")
  if (nativeCurrency.decimals !== 18) throw refusal("nativeCurrency.decimals: 18 is what Ethereum counts in")
  const usable = new Set(rpcUrls?.map(rpcUrlOf).filter((url) => url !== null))
  if (usable.size === 0) throw refusal("rpcUrls: none is https, or http on this computer")
  await checkName(chainName, registry)
  return {
    id: ethereumChainId(chainId),
    family: "ethereum",
    kind: "added",
    name: chainName.trim(),
    rpcUrls: [...usable].slice(0, MAX_RPC_URLS),
    currency: { symbol: nativeCurrency.symbol, decimals: 18 },
    explorerUrl: blockExplorerUrls?.map(explorerUrlOf).find((url) => url !== null) ?? null,
  }
}

/** No chain may go by the name of one that came with the wallet. */
async function checkName(chainName: string, registry: Registry): Promise<void> {
  const plain = plainName(chainName)
  const others = (await registry.list()).filter(({ kind }) => kind !== "added")
  if (plain === "" || others.some(({ name }) => plainName(name) === plain)) {
    throw refusal("chainName: it is the name of another chain")
  }
}

function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]|mainnet/gu, "")
}

/** Those of its addresses that answer with its number, in their order: a chain that fails over must stay the same. */
async function answering(chain: Chain, chainId: string): Promise<string[]> {
  const answers = await Promise.all(chain.rpcUrls.map((url) => chainIdAt({ ...chain, rpcUrls: [url] })))
  const right = chain.rpcUrls.filter((_url, place) => answers[place] === BigInt(chainId))
  if (right.length === 0) throw refusal("rpcUrls: none answers eth_chainId with this chainId")
  return right
}

async function chainIdAt(chain: Chain): Promise<bigint | null> {
  const answered = await openEthereum(chain)
    .read("eth_chainId", [])
    .catch(() => null)
  const isNumber = typeof answered === "string" && /^0x[0-9a-fA-F]{1,64}$/.test(answered)
  return isNumber ? BigInt(answered) : null
}

function refusal(where: string) {
  return fault("PARAMS_INVALID", { method: METHOD, where: `params.0.${where}` })
}
