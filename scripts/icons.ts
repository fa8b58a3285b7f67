/**
 * Writes the icons of chains and tokens that come with the wallet, src/popup/icons/drawings.ts, out of @web3icons/core:
 * run `npx tsx scripts/icons.ts` after that package or the lists below have changed. Each is a drawing without script,
 * link or outside reference, or this stops.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

export const ICON_FILE = "src/popup/icons/drawings.ts"

/** Chain id → its drawing. */
const chains: Readonly<Record<string, string>> = {
  "eip155:1": "ethereum",
  "eip155:10": "optimism",
  "eip155:137": "polygon",
  "eip155:8453": "base",
  "eip155:42161": "arbitrum-one",
  "solana:mainnet": "solana",
}

/** By their symbols, for tokens of the wallet's own list and for currencies of its own chains. */
const tokens = [
  ...["AAVE", "ARB", "CBETH", "DAI", "ETH", "EURC", "JUP", "LDO", "LINK", "MSOL", "OP", "POL"],
  ...["PYTH", "PYUSD", "RAY", "SOL", "UNI", "USDC", "USDT", "WBTC"],
]

const OUTSIDE = /<script|<foreignObject|<image|<use|\son\w+=|javascript:|href|url\((?!#)/i

export function writeDrawings(): string {
  const rows = (entries: [string, string][]) =>
    entries.map(([name, svg]) => `  ${JSON.stringify(name)}: ${quoted(svg)},\n`).join("")
  return [
    "/** Icons of chains and tokens, made by scripts/icons.ts from @web3icons/core; their licence is in NOTICE. */\n\n",
    "export const chainDrawings: Readonly<Record<string, string>> = {\n",
    rows(Object.entries(chains).map(([id, name]) => [id, drawingOf("networks", name)])),
    "}\n\nexport const tokenDrawings: Readonly<Record<string, string>> = {\n",
    rows(tokens.map((symbol) => [symbol, drawingOf("tokens", symbol)])),
    "}\n",
  ].join("")
}

/** One of them is all edges where it fills its ground. */
function styleOf(name: string): "background" | "branded" {
  return name === "base" ? "branded" : "background"
}

function quoted(svg: string): string {
  if (svg.includes("'")) throw new Error("An icon with an apostrophe in it.")
  return `'${svg}'`
}

function drawingOf(kind: "networks" | "tokens", name: string): string {
  const require = createRequire(import.meta.url)
  const text = readFileSync(
    require.resolve(`@web3icons/core/svgs/${kind}/${styleOf(name)}/${name}.svg.js`),
    "utf8",
  )
  const svg = /<svg[\s\S]*<\/svg>/.exec(text)?.[0]
  if (svg === undefined || OUTSIDE.test(svg)) throw new Error(`${name} is not a drawing to ship.`)
  return svg
    .replaceAll(/\\n\s*/g, "")
    .replace(' class="web3icons"', "")
    .replace(' width="24" height="24"', "")
    .replaceAll(`${name}__`, "")
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(ICON_FILE, writeDrawings())
