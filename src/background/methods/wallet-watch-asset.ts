/**
 * EIP-747: a site asks that a token be listed. What the wallet keeps of it is what the token says of itself; where the
 * site said otherwise, the person sees both. No picture is loaded.
 */
import { getAddress } from "viem"
import { type AssetRequest, chainNameOf, fault } from "~protocol"
import type { EthereumNetwork } from "../chains/ethereum"
import type { Networks } from "../chains/networks"
import { readToken, type Token } from "../chains/token"
import type { Draft } from "../consent/desk"
import type { Asking, Route } from "./route"

const METHOD = "wallet_watchAsset"

export function walletWatchAsset({ networks }: { networks: Networks }): Route<typeof METHOD> {
  return {
    connected: true,
    run: async (asked, asking) => {
      const request = Array.isArray(asked) ? asked[0] : asked
      if (request.type !== "ERC20") throw refusal("type: only ERC20 tokens are listed")
      const network = await networkOf(request, networks, asking)
      const [account = ""] = asking.addresses
      return { consent: () => draft(network, account, request) }
    },
  }
}

/** The chain that the request names, else the site's. */
async function networkOf({ options: { chainId } }: AssetRequest, networks: Networks, asking: Asking) {
  if (chainId === null || chainId === undefined) return asking.ethereum()
  return networks.ethereum(`eip155:${BigInt(chainId)}`, asking.caller.origin)
}

async function draft(network: EthereumNetwork, account: string, { options }: AssetRequest): Promise<Draft> {
  const address = getAddress(options.address.toLowerCase())
  const token = await readToken(network, address)
  if (token === null) throw refusal("options.address: no token answers there")
  const { chain } = network
  return {
    subject: {
      kind: "asset",
      chain: chainNameOf(chain),
      account: { family: "ethereum", address: account },
      address,
      ...token,
      claimed: claimedOf(options, token),
    },
    payload: { kind: "asset", chainId: chain.id, address, ...token },
  }
}

/** What the site said, where the token says otherwise. */
function claimedOf({ symbol, decimals }: AssetRequest["options"], token: Token): Token | null {
  const claimed = { symbol: symbol ?? token.symbol, decimals: Number(decimals ?? token.decimals) }
  return claimed.symbol === token.symbol && claimed.decimals === token.decimals ? null : claimed
}

function refusal(where: string) {
  return fault("PARAMS_INVALID", { method: METHOD, where: `params.${where}` })
}
