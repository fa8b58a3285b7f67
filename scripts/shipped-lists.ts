/**
 * Lists that come with the extension as files of their own, so that a worker that wakes need not read them: made from the
 * packages that publish them, as small as they can be and still be read by anybody.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const PHISHING = "eth-phishing-detect/src/config.json"
const TOKENS = "@uniswap/default-token-list/build/uniswap-default.tokenlist.json"

/** Path in the extension → its text. */
const lists: Readonly<Record<string, () => string>> = {
  "lists/phishing.json": phishingList,
  "lists/tokens.txt": tokenList,
  "lists/licences.txt": licences,
}

export function writeLists(directory: string): void {
  for (const [path, make] of Object.entries(lists)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, make())
  }
}

/** What its own detector reads, and nothing else; sorted, so that it packs well. */
export function phishingList(): string {
  const { version, tolerance, fuzzylist, whitelist, blacklist } = JSON.parse(published(PHISHING))
  const sorted = (domains: string[]) => [...domains].sort()
  return JSON.stringify({
    ...{ version, tolerance, fuzzylist },
    whitelist: sorted(whitelist),
    blacklist: sorted(blacklist),
  })
}

type Token = { chainId: number; address: string; decimals: number; symbol: string }

const ETHEREUM_CHAINS = [1, 10, 137, 8453, 42161]
/** Solana, as the list numbers it. */
const SOLANA = 501000101

/** The mints that most people hold; `as` where the list has the symbol of the chain's own currency. */
const mints: readonly { address: string; as?: string }[] = [
  { address: "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v" },
  { address: "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB" },
  { address: "So11111111111111111111111111111111111111112", as: "WSOL" },
  { address: "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo" },
  { address: "JUPyiwrYJFskUPiHa7hkeR8VUtAeFoSYbKedZNsDvCN" },
  { address: "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263" },
  { address: "mSoLzYCxHdYgdzU16g5QSh3i5K3z3KZK7ytfqcJm7So" },
  { address: "J1toso1uCk3RLmjorhTtrVwY9HJ7X8V9yYac6Y7kGCPn" },
  { address: "jtojtomepa8beP8AuQc6eXt5FriJwfFMwQx2v2f9mCL" },
  { address: "HZ1JovNiVvGrGNiiYvEozEVgZ58xaU3RKwX8eACQBCt3" },
  { address: "4k3Dyjzvzp8eMZWUXbBCjEvwSkkk59S5iCNLY3QrkX6R" },
  { address: "EKpQGSJtjMFqKZ9KQanSqYXRcF8fBopzLHYxdM65zcjm" },
  { address: "orcaEKTdK7LKz57vaAYr9QeNsVEPfiu6QeMU1kektZE" },
]

/** A line for each chain, and below it one for each of its tokens: address, decimals, symbol. */
export function tokenList(): string {
  const { tokens } = JSON.parse(published(TOKENS)) as { tokens: Token[] }
  const ethereum = ETHEREUM_CHAINS.flatMap((number) => [
    `eip155:${number}`,
    ...tokens.filter(({ chainId }) => chainId === number).map(lineOf),
  ])
  const solana = mints.map(({ address, as }) => {
    const token = tokens.find((one) => one.chainId === SOLANA && one.address === address)
    if (token === undefined) throw new Error(`The list of tokens has no ${address}.`)
    return lineOf({ ...token, symbol: as ?? token.symbol })
  })
  return `${[...ethereum, "solana:mainnet", ...solana].join("\n")}\n`
}

function lineOf({ address, decimals, symbol }: Token): string {
  if (!/^[!-~]{1,32}$/.test(symbol)) throw new Error(`The symbol of ${address} does not fit on a line.`)
  return `${address} ${decimals} ${symbol}`
}

/** Each list's own, word for word, as both of them want it. */
export function licences(): string {
  const said = [
    ["lists/phishing.json, made from eth-phishing-detect:", "eth-phishing-detect/LICENSE"],
    ["lists/tokens.txt, made from @uniswap/default-token-list:", "@uniswap/default-token-list/LICENSE"],
  ]
  return said.map(([what = "", file = ""]) => `${what}\n\n${published(file).trim()}\n`).join("\n\n")
}

function published(file: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(file), "utf8")
}
