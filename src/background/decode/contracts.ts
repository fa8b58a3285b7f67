/**
 * Contracts that the wallet knows by their address: whose they are, and which shapes are certain there. Most have one
 * address on several chains, some the same on all.
 */
import type { ChainId } from "~protocol"

/** What a contract is, for the shapes that are only certain where it is known to be that. */
export type Role =
  | "1inch"
  | "aave"
  | "aave-gateway"
  | "cow"
  | "dai"
  | "deposit"
  | "ens"
  | "entry-point"
  | "exchange"
  | "lido"
  | "lido-queue"
  | "lido-wrapped"
  | "multicall"
  | "multisend"
  | "nft"
  | "permit2"
  | "safe"
  | "seaport"
  | "token"
  | "universal-router"
  | "v2-router"
  | "v3-router"
  | "weth"

export type KnownContract = { protocol: string; role: Role }

const ETHEREUM = "1"
const ARBITRUM = "42161"
const BASE = "8453"
const OPTIMISM = "10"
const POLYGON = "137"
const FIVE = `${ETHEREUM} ${OPTIMISM} ${POLYGON} ${BASE} ${ARBITRUM}`
const ALL = "*"

/** Role, protocol, chains, address in small letters. */
const rows = (): [Role, string, string, string][] => [
  ["permit2", "Permit2", ALL, "0x000000000022d473030f116ddee9f6b43ac78ba3"],
  ["multicall", "Multicall3", ALL, "0xca11bde05977b3631167028862be2a173976ca11"],
  ["seaport", "Seaport 1.1", FIVE, "0x00000000006c3852cbef3e08e8df289169ede581"],
  ["seaport", "Seaport 1.4", FIVE, "0x00000000000001ad428e4906ae43d8f9852d0dd6"],
  ["seaport", "Seaport 1.5", ALL, "0x00000000000000adc04c56bf30ac9d3c0aaf14dc"],
  ["seaport", "Seaport 1.6", ALL, "0x0000000000000068f116a894984e2db1123eb395"],
  ["exchange", "OpenSea", ALL, "0x1e0049783f008a0085193e00003d00cd54003c71"],
  ["v2-router", "Uniswap", ETHEREUM, "0x7a250d5630b4cf539739df2c5dacb4c659f2488d"],
  ["v2-router", "Uniswap", OPTIMISM, "0x4a7b5da61326a6379179b40d00f57e5bbdc962c2"],
  ["v2-router", "Uniswap", POLYGON, "0xedf6066a2b290c185783862c7f4776a2c8077ad1"],
  ["v2-router", "Uniswap", `${BASE} ${ARBITRUM}`, "0x4752ba5dbc23f44d87826276bf6fd6b1c372ad24"],
  ["v2-router", "SushiSwap", ETHEREUM, "0xd9e1ce17f2641f24ae83637ab66a2cca9c378b9f"],
  ["v2-router", "SushiSwap", `${POLYGON} ${ARBITRUM}`, "0x1b02da8cb0d097eb8d57a175b88c7d8b47997506"],
  ["v2-router", "QuickSwap", POLYGON, "0xa5e0829caced8ffdd4de3c43696c57f7d7a678ff"],
  ["v2-router", "PancakeSwap", ETHEREUM, "0xeff92a263d31888d860bd50809a8d171709b7b1c"],
  ["v2-router", "PancakeSwap", `${BASE} ${ARBITRUM}`, "0x8cfe327cec66d1c090dd72bd0ff11d690c33a2eb"],
  [
    "v3-router",
    "Uniswap",
    `${ETHEREUM} ${OPTIMISM} ${POLYGON} ${ARBITRUM}`,
    "0xe592427a0aece92de3edee1f18e0157c05861564",
  ],
  [
    "v3-router",
    "Uniswap",
    `${ETHEREUM} ${OPTIMISM} ${POLYGON} ${ARBITRUM}`,
    "0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45",
  ],
  ["v3-router", "Uniswap", BASE, "0x2626664c2603336e57b271c5c0b26f421741e481"],
  ["universal-router", "Uniswap", ETHEREUM, "0xef1c6e67703c7bd7107eed8303fbe6ec2554bf6b"],
  ["universal-router", "Uniswap", `${ETHEREUM} ${BASE}`, "0x3fc91a3afd70395cd496c647d5a6cc9d4b2b7fad"],
  ["universal-router", "Uniswap", OPTIMISM, "0xcb1355ff08ab38bbce60111f1bb2b784be25d7e8"],
  ["universal-router", "Uniswap", POLYGON, "0xec7be89e9d109e7e3fec59c222cf297125fefda2"],
  ["universal-router", "Uniswap", ARBITRUM, "0x5e325eda8064b456f4781070c0738d849c824258"],
  [
    "universal-router",
    "Uniswap",
    `${POLYGON} ${ARBITRUM} ${OPTIMISM}`,
    "0x4c60051384bd2d3c01bfc845cf5f4b44bcbe9de5",
  ],
  ["universal-router", "Uniswap", ETHEREUM, "0x66a9893cc07d91d95644aedd05d03f95e1dba8af"],
  ["universal-router", "Uniswap", OPTIMISM, "0x851116d9223fabed8e56c0e6b8ad0c31d98b3507"],
  ["universal-router", "Uniswap", POLYGON, "0x1095692a6237d83c6a72f3f5efedb9a670c49223"],
  ["universal-router", "Uniswap", BASE, "0x6ff5693b99212da76ad316178a184ab56d299b43"],
  ["universal-router", "Uniswap", ARBITRUM, "0xa51afafe0263b40edaef0df8781ea9aa03e381a3"],
  [
    "nft",
    "Uniswap positions",
    `${ETHEREUM} ${OPTIMISM} ${POLYGON} ${ARBITRUM}`,
    "0xc36442b4a4522e871399cd717abdd847ab11fe88",
  ],
  ["nft", "Uniswap positions", BASE, "0x03a520b32c04bf3beef7beb72e919cf822ed34f1"],
  ["weth", "WETH", ETHEREUM, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"],
  ["weth", "WETH", `${OPTIMISM} ${BASE}`, "0x4200000000000000000000000000000000000006"],
  ["weth", "WETH", ARBITRUM, "0x82af49447d8a07e3bd95bd0d56f35241523fbab1"],
  ["weth", "WPOL", POLYGON, "0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270"],
  ["token", "USDC", ETHEREUM, "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"],
  ["token", "USDC", OPTIMISM, "0x0b2c639c533813f4aa9d7837caf62653d097ff85"],
  ["token", "USDC", POLYGON, "0x3c499c542cef5e3811e1192ce70d8cc03d5c3359"],
  ["token", "USDC", BASE, "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"],
  ["token", "USDC", ARBITRUM, "0xaf88d065e77c8cc2239327c5edb3a432268e5831"],
  ["token", "USDC.e", OPTIMISM, "0x7f5c764cbc14f9669b88837ca1490cca17c31607"],
  ["token", "USDC.e", POLYGON, "0x2791bca1f2de4661ed88a30c99a7a9449aa84174"],
  ["token", "USDC.e", ARBITRUM, "0xff970a61a04b1ca14834a43f5de4533ebddb5cc8"],
  ["token", "USDT", ETHEREUM, "0xdac17f958d2ee523a2206206994597c13d831ec7"],
  ["token", "USDT", OPTIMISM, "0x94b008aa00579c1307b0ef2c499ad98a8ce58e58"],
  ["token", "USDT", POLYGON, "0xc2132d05d31c914a87c6611c10748aeb04b58e8f"],
  ["token", "USDT", BASE, "0xfde4c96c8593536e31f229ea8f37b2ada2699bb2"],
  ["token", "USDT", ARBITRUM, "0xfd086bc7cd5c481dcc9c85ebe478a1c0b69fcbb9"],
  ["dai", "DAI", ETHEREUM, "0x6b175474e89094c44da98b954eedeac495271d0f"],
  ["token", "DAI", `${OPTIMISM} ${ARBITRUM}`, "0xda10009cbd5d07dd0cecc66161fc93d7c9000da1"],
  ["token", "DAI", POLYGON, "0x8f3cf7ad23cd3cadbd9735aff958023239c6a063"],
  ["token", "DAI", BASE, "0x50c5725949a6f0c72e6c4a641f24049a917db0cb"],
  ["aave", "Aave", ETHEREUM, "0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2"],
  ["aave", "Aave", `${OPTIMISM} ${POLYGON} ${ARBITRUM}`, "0x794a61358d6845594f94dc1db02a252b5b4814ad"],
  ["aave", "Aave", BASE, "0xa238dd80c259a72e81d7e4664a9801593f98d1c5"],
  ["aave", "Aave", ETHEREUM, "0x7d2768de32b0b80b7a3454c06bdac94a69ddc7a9"],
  ["aave", "Aave", POLYGON, "0x8dff5e27ea6b7ac08ebfdf9eb090f32ee9a30fcf"],
  ["aave-gateway", "Aave", ETHEREUM, "0xd01607c3c5ecaba394d8be377a08590149325722"],
  ["lido", "Lido", ETHEREUM, "0xae7ab96520de3a18e5e111b5eaab095312d7fe84"],
  ["lido-wrapped", "Lido", ETHEREUM, "0x7f39c581f595b53c5cb19bd0b3f8da6c935e2ca0"],
  ["lido-queue", "Lido", ETHEREUM, "0x889edc2edab5f40e902b864ad4d7ade8e412f9b1"],
  ["ens", "ENS", ETHEREUM, "0x00000000000c2e074ec69a0dfb2997ba6c7d2e1e"],
  ["ens", "ENS", ETHEREUM, "0x231b0ee14048e9dccd1d247744d114a4eb5e8e63"],
  ["ens", "ENS", ETHEREUM, "0x4976fb03c32e5b8cfe2b6ccb31c09ba78ebaba41"],
  ["ens", "ENS", ETHEREUM, "0xf29100983e058b709f3d539b0c765937b804ac15"],
  ["ens", "ENS", ETHEREUM, "0x253553366da8546fc250f225fe3d25d0c782303b"],
  ["ens", "ENS", ETHEREUM, "0xa58e81fe9b61b5c3fe2afd33cf304c454abfc7cb"],
  ["nft", "ENS", ETHEREUM, "0x57f1887a8bf19b14fc0df6fd9b2acc9af147ea85"],
  ["nft", "ENS", ETHEREUM, "0xd4416b13d2b3a9abae7acd5d6c2bbdbe25686401"],
  ["safe", "Safe", ALL, "0xd9db270c1b5e3bd161e8c8503c55ceabee709552"],
  ["safe", "Safe", ALL, "0x3e5c63644e683549055b9be8653de26e0b4cd36e"],
  ["safe", "Safe", ALL, "0x41675c099f32341bf84bfc5382af534df5c7461a"],
  ["safe", "Safe", ALL, "0x29fcb43b46531bca003ddc8fcb67ffe91900c762"],
  ["safe", "Safe", ALL, "0xa6b71e26c5e0845f74c812102ca7114b6a896ab2"],
  ["safe", "Safe", ALL, "0x4e1dcf7ad4e460cfd30791ccc4f9c8a4f820ec67"],
  ["multisend", "Safe", ALL, "0xa238cbeb142c10ef7ad8442c6d1f9e89e07e7761"],
  ["multisend", "Safe", ALL, "0x40a2accbd92bca938b02010e17a5b8929b49130d"],
  ["multisend", "Safe", ALL, "0x38869bf66a61cf6bdb996a6ae40d5853fd43b526"],
  ["multisend", "Safe", ALL, "0x9641d764fc13c8b624c04430c7356c1c7c8102e2"],
  ["entry-point", "ERC-4337", ALL, "0x5ff137d4b0fdcd49dca30c7cf57e578a026d2789"],
  ["entry-point", "ERC-4337", ALL, "0x0000000071727de22e5e9d8baf0edac6f37da032"],
  ["1inch", "1inch", FIVE, "0x111111125421ca6dc452d289314280a0f8842a65"],
  ["1inch", "1inch", FIVE, "0x1111111254eeb25477b68fb85ed929f73a960582"],
  ["cow", "CoW Swap", FIVE, "0x9008d19f58aabd9ed0d60971565aa8510560ab41"],
  ["exchange", "CoW Swap", FIVE, "0xc92e8bdf79f0507f65a392b0ab4667716bfe0110"],
  [
    "exchange",
    "0x",
    `${ETHEREUM} ${POLYGON} ${BASE} ${ARBITRUM}`,
    "0xdef1c0ded9bec7f1a1670819833240f027b25eff",
  ],
  ["exchange", "0x", OPTIMISM, "0xdef1abe32c034e558cdd535791643c58a13acc10"],
  ["exchange", "ParaSwap", FIVE, "0x6a000f20005980200259b80c5102003040001068"],
  ["exchange", "ParaSwap", FIVE, "0xdef171fe48cf0115b1d80b88dc8eab59176fee57"],
  ["exchange", "LI.FI", FIVE, "0x1231deb6f5749ef6ce6943a275a1d3e7486f4eae"],
  ["exchange", "MetaMask Swaps", ETHEREUM, "0x881d40237659c251811cec9c364ef91dc08d300c"],
  ["deposit", "Ethereum staking", ETHEREUM, "0x00000000219ab540356cbb839cbe05303d7705fa"],
]

let known: Map<string, KnownContract> | undefined

/** Null where nobody known is there. */
export function contractAt(chain: ChainId | null, address: string | null): KnownContract | null {
  if (address === null) return null
  known ??= openTable()
  const small = address.toLowerCase()
  const number = chain?.startsWith("eip155:") ? chain.slice("eip155:".length) : ""
  return known.get(`${number} ${small}`) ?? known.get(`${ALL} ${small}`) ?? null
}

export function protocolAt(chain: ChainId | null, address: string | null): string | null {
  return contractAt(chain, address)?.protocol ?? null
}

/** The chain's own currency as a token; null where it is not known. */
export function wrappedOf(chain: ChainId | null): string | null {
  const found = rows().find(
    ([role, , chains]) => role === "weth" && chains.split(" ").includes(chain?.slice("eip155:".length) ?? ""),
  )
  return found?.[3] ?? null
}

function openTable(): Map<string, KnownContract> {
  return new Map(
    rows().flatMap(([role, protocol, chains, address]) =>
      chains.split(" ").map((chain): [string, KnownContract] => [`${chain} ${address}`, { protocol, role }]),
    ),
  )
}
