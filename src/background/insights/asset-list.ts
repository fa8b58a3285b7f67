/**
 * The tokens that come with the wallet: a file of the extension's own, read when one is first asked for. What it says is
 * held against the chain by whoever uses it.
 */
import type { ChainId } from "~protocol"
import type { Files } from "../roles"

export type Listed = { symbol: string; decimals: number }

export type ListedToken = Listed & { address: string }

export type AssetList = {
  /** Every token of a chain, in the list's order. */
  listOf(chain: ChainId): Promise<ListedToken[]>
  find(chain: ChainId, address: string): Promise<Listed | null>
  /** Whether a token of this chain that is listed, or its own currency, goes by this symbol. */
  hasSymbol(chain: ChainId, symbol: string): Promise<boolean>
}

/** Made by scripts/shipped-lists.ts. */
export const TOKEN_FILE = "lists/tokens.txt"

type Tokens = { byAddress: Map<string, ListedToken>; symbols: Set<string> }

export function openAssetList(files: Pick<Files, "shipped">): AssetList {
  let reading: Promise<Map<ChainId, Tokens>> | null = null

  function read(): Promise<Map<ChainId, Tokens>> {
    // Asked for again where it could not be read: the wallet must not go without it for good.
    reading ??= files
      .shipped(TOKEN_FILE)
      .then(parseList)
      .catch(() => {
        reading = null
        return new Map<ChainId, Tokens>()
      })
    return reading
  }

  return {
    async listOf(chain) {
      return [...((await read()).get(chain)?.byAddress.values() ?? [])]
    },
    async find(chain, address) {
      const token = (await read()).get(chain)?.byAddress.get(keyOf(address))
      return token === undefined ? null : { symbol: token.symbol, decimals: token.decimals }
    },
    async hasSymbol(chain, symbol) {
      return (await read()).get(chain)?.symbols.has(foldSymbol(symbol)) ?? false
    },
  }
}

/** A line is a chain's id, or the address, decimals and symbol of one of its tokens. */
function parseList(text: string): Map<ChainId, Tokens> {
  const chains = new Map<ChainId, Tokens>()
  let current: Tokens = { byAddress: new Map(), symbols: new Set() }
  for (const line of text.split("\n")) {
    const [first = "", decimals, symbol] = line.split(" ")
    if (first.includes(":")) {
      current = { byAddress: new Map(), symbols: new Set() }
      chains.set(first, current)
    } else if (symbol !== undefined) {
      current.byAddress.set(keyOf(first), { address: first, symbol, decimals: Number(decimals) })
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
