/**
 * The tokens that come with the wallet: a file of the extension's own, read when one is first asked for. What it says is
 * held against the chain by whoever uses it.
 */
import type { ChainId } from "~protocol"
import type { Files } from "../roles"

export type Listed = { symbol: string; decimals: number }

export type AssetList = {
  find(chain: ChainId, address: string): Promise<Listed | null>
  /** Whether a token of this chain that is listed, or its own currency, goes by this symbol. */
  hasSymbol(chain: ChainId, symbol: string): Promise<boolean>
}

export const TOKEN_FILE = "lists/tokens.txt"

type Chain = { byAddress: Map<string, Listed>; symbols: Set<string> }

export function openAssetList(files: Pick<Files, "shipped">): AssetList {
  let reading: Promise<Map<ChainId, Chain>> | null = null

  function read(): Promise<Map<ChainId, Chain>> {
    // Asked for again where it could not be read: the wallet must not go without it for good.
    reading ??= files
      .shipped(TOKEN_FILE)
      .then(parseList)
      .catch(() => {
        reading = null
        return new Map<ChainId, Chain>()
      })
    return reading
  }

  return {
    async find(chain, address) {
      return (await read()).get(chain)?.byAddress.get(keyOf(address)) ?? null
    },
    async hasSymbol(chain, symbol) {
      return (await read()).get(chain)?.symbols.has(foldSymbol(symbol)) ?? false
    },
  }
}

/** A line is a chain's id, or the address, decimals and symbol of one of its tokens. */
function parseList(text: string): Map<ChainId, Chain> {
  const chains = new Map<ChainId, Chain>()
  let current: Chain = { byAddress: new Map(), symbols: new Set() }
  for (const line of text.split("\n")) {
    const [first = "", decimals, symbol] = line.split(" ")
    if (first.includes(":")) {
      current = { byAddress: new Map(), symbols: new Set() }
      chains.set(first, current)
    } else if (symbol !== undefined) {
      current.byAddress.set(keyOf(first), { symbol, decimals: Number(decimals) })
      current.symbols.add(foldSymbol(symbol))
    }
  }
  return chains
}

/** As a person would take one for another. */
export function foldSymbol(symbol: string): string {
  return symbol.normalize("NFKC").replaceAll(/[\s.]/g, "").toUpperCase()
}

function keyOf(address: string): string {
  return address.startsWith("0x") ? address.slice(2).toLowerCase() : address
}
