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
const NOT_BASE = `${ETHEREUM} ${OPTIMISM} ${POLYGON} ${ARBITRUM}`
const ALL = "*"

/** Role, protocol, chains, address. */
const rows = (): [Role, string, string, string][] => [
  ["permit2", "Permit2", ALL, "0x000000000022D473030F116dDEE9F6B43aC78BA3"],
  ["multicall", "Multicall3", ALL, "0xcA11bde05977b3631167028862bE2a173976CA11"],
  ["seaport", "Seaport 1.1", NOT_BASE, "0x00000000006c3852cbEf3e08E8dF289169EdE581"],
  ["seaport", "Seaport 1.4", NOT_BASE, "0x00000000000001ad428e4906aE43D8F9852d0dD6"],
  ["seaport", "Seaport 1.5", ALL, "0x00000000000000ADc04C56Bf30aC9d3c0aAF14dC"],
  ["seaport", "Seaport 1.6", ALL, "0x0000000000000068F116a894984e2DB1123eB395"],
  ["exchange", "OpenSea conduit", ALL, "0x1E0049783F008A0085193E00003D00cd54003c71"],
  ["v2-router", "Uniswap", ETHEREUM, "0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D"],
  ["v2-router", "Uniswap", OPTIMISM, "0x4A7b5Da61326A6379179b40d00F57E5bbDC962c2"],
  ["v2-router", "Uniswap", POLYGON, "0xedf6066a2b290C185783862C7F4776A2C8077AD1"],
  ["v2-router", "Uniswap", `${BASE} ${ARBITRUM}`, "0x4752ba5DBc23f44D87826276BF6Fd6b1C372aD24"],
  ["v2-router", "SushiSwap", ETHEREUM, "0xd9e1cE17f2641f24aE83637ab66a2cca9C378B9F"],
  ["v2-router", "SushiSwap", `${POLYGON} ${ARBITRUM}`, "0x1b02dA8Cb0d097eB8D57A175b88c7D8b47997506"],
  ["v2-router", "QuickSwap", POLYGON, "0xa5E0829CaCEd8fFDD4De3c43696c57F7D7A678ff"],
  ["v2-router", "PancakeSwap", ETHEREUM, "0xEfF92A263d31888d860bD50809A8D171709b7b1c"],
  ["v2-router", "PancakeSwap", `${BASE} ${ARBITRUM}`, "0x8cFe327CEc66d1C090Dd72bd0FF11d690C33a2Eb"],
  ["v3-router", "Uniswap", NOT_BASE, "0xE592427A0AEce92De3Edee1F18E0157C05861564"],
  ["v3-router", "Uniswap", NOT_BASE, "0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45"],
  ["v3-router", "Uniswap", BASE, "0x2626664c2603336E57B271c5C0b26F421741e481"],
  ["universal-router", "Uniswap", ETHEREUM, "0xEf1c6E67703c7BD7107eed8303Fbe6EC2554BF6B"],
  ["universal-router", "Uniswap", `${ETHEREUM} ${BASE}`, "0x3fC91A3afd70395Cd496C647d5a6CC9D4B2b7FAD"],
  ["universal-router", "Uniswap", OPTIMISM, "0xCb1355ff08Ab38bBCE60111F1bb2B784bE25D7e8"],
  ["universal-router", "Uniswap", POLYGON, "0xec7BE89e9d109e7e3Fec59c222CF297125FEFda2"],
  ["universal-router", "Uniswap", ARBITRUM, "0x5E325eDA8064b456f4781070C0738d849c824258"],
  ["universal-router", "Uniswap", `${POLYGON} ${ARBITRUM}`, "0x4C60051384bd2d3C01bfc845Cf5F4b44bcbE9de5"],
  ["universal-router", "Uniswap", ETHEREUM, "0x66a9893cC07D91D95644AEDD05D03f95e1dBA8Af"],
  ["universal-router", "Uniswap", OPTIMISM, "0x851116D9223fabED8E56C0E6b8Ad0c31d98B3507"],
  ["universal-router", "Uniswap", POLYGON, "0x1095692A6237d83C6a72F3F5eFEdb9A670C49223"],
  ["universal-router", "Uniswap", BASE, "0x6fF5693b99212Da76ad316178A184AB56D299b43"],
  ["universal-router", "Uniswap", ARBITRUM, "0xA51afAFe0263b40EdaEf0Df8781eA9aa03E381a3"],
  ["nft", "Uniswap positions", NOT_BASE, "0xC36442b4a4522E871399CD717aBDD847Ab11FE88"],
  ["nft", "Uniswap positions", BASE, "0x03a520b32C04BF3bEEf7BEb72E919cf822Ed34f1"],
  ["weth", "WETH", ETHEREUM, "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"],
  ["weth", "WETH", `${OPTIMISM} ${BASE}`, "0x4200000000000000000000000000000000000006"],
  ["weth", "WETH", ARBITRUM, "0x82aF49447D8a07e3bd95BD0d56f35241523fBab1"],
  ["weth", "WPOL", POLYGON, "0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270"],
  ["token", "USDC", ETHEREUM, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"],
  ["token", "USDC", OPTIMISM, "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85"],
  ["token", "USDC", POLYGON, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"],
  ["token", "USDC", BASE, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"],
  ["token", "USDC", ARBITRUM, "0xaf88d065e77c8cC2239327C5EDb3A432268e5831"],
  ["token", "USDC.e", OPTIMISM, "0x7F5c764cBc14f9669B88837ca1490cCa17c31607"],
  ["token", "USDC.e", POLYGON, "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174"],
  ["token", "USDC.e", ARBITRUM, "0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8"],
  ["token", "USDT", ETHEREUM, "0xdAC17F958D2ee523a2206206994597C13D831ec7"],
  ["token", "USDT", OPTIMISM, "0x94b008aA00579c1307B0EF2c499aD98a8ce58e58"],
  ["token", "USDT", POLYGON, "0xc2132D05D31c914a87C6611C10748AEb04B58e8F"],
  ["token", "USDT", BASE, "0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2"],
  ["token", "USDT", ARBITRUM, "0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9"],
  ["dai", "DAI", ETHEREUM, "0x6B175474E89094C44Da98b954EedeAC495271d0F"],
  ["token", "DAI", `${OPTIMISM} ${ARBITRUM}`, "0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1"],
  ["token", "DAI", POLYGON, "0x8f3Cf7ad23Cd3CaDbD9735AFf958023239c6A063"],
  ["token", "DAI", BASE, "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"],
  ["aave", "Aave", ETHEREUM, "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2"],
  ["aave", "Aave", `${OPTIMISM} ${POLYGON} ${ARBITRUM}`, "0x794a61358D6845594F94dc1DB02A252b5b4814aD"],
  ["aave", "Aave", BASE, "0xA238Dd80C259a72e81d7e4664a9801593F98d1c5"],
  ["aave", "Aave", ETHEREUM, "0x7d2768dE32b0b80b7a3454c06BdAc94A69DDc7A9"],
  ["aave", "Aave", POLYGON, "0x8dFf5E27EA6b7AC08EbFdf9eB090F32ee9a30fcf"],
  ["aave-gateway", "Aave", ETHEREUM, "0xd01607c3C5eCABa394D8be377a08590149325722"],
  ["aave-gateway", "Aave", ETHEREUM, "0xEFFC18fC3b7eb8E676dac549E0c693ad50D1Ce31"],
  ["lido", "Lido", ETHEREUM, "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84"],
  ["lido-wrapped", "Lido", ETHEREUM, "0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0"],
  ["lido-queue", "Lido", ETHEREUM, "0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1"],
  ["ens", "ENS", ETHEREUM, "0x00000000000C2E074eC69A0dFb2997BA6C7d2e1e"],
  ["ens", "ENS", ETHEREUM, "0x231b0Ee14048e9dCcD1d247744d114a4EB5E8E63"],
  ["ens", "ENS", ETHEREUM, "0x4976fb03C32e5B8cfe2b6cCB31c09Ba78EBaBa41"],
  ["ens", "ENS", ETHEREUM, "0xF29100983E058B709F3D539b0c765937B804AC15"],
  ["ens", "ENS", ETHEREUM, "0x253553366Da8546fC250F225fe3d25d0C782303b"],
  ["ens", "ENS", ETHEREUM, "0xa58E81fe9b61B5c3fE2AFD33CF304c454AbFc7Cb"],
  ["nft", "ENS", ETHEREUM, "0x57f1887a8BF19b14fC0dF6Fd9B2acc9Af147eA85"],
  ["nft", "ENS", ETHEREUM, "0xD4416b13d2b3a9aBae7AcD5D6C2BbDBE25686401"],
  ["safe", "Safe singleton", ALL, "0xd9Db270c1B5E3Bd161E8c8503c55cEABeE709552"],
  ["safe", "Safe singleton", ALL, "0x3E5c63644E683549055b9Be8653de26E0B4CD36E"],
  ["safe", "Safe singleton", ALL, "0x41675C099F32341bf84BFc5382aF534df5C7461a"],
  ["safe", "Safe singleton", ALL, "0x29fcB43b46531BcA003ddC8FCB67FFE91900C762"],
  ["safe", "Safe factory", ALL, "0xa6B71E26C5e0845f74c812102Ca7114b6a896AB2"],
  ["safe", "Safe factory", ALL, "0x4e1DCf7AD4e460CfD30791CCC4F9c8a4f820ec67"],
  ["multisend", "Safe MultiSend", ALL, "0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761"],
  ["multisend", "Safe MultiSend", ALL, "0x40A2aCCbd92BCA938b02010E17A5b8929b49130D"],
  ["multisend", "Safe MultiSend", ALL, "0x38869bf66a61cF6bDB996A6aE40D5853Fd43B526"],
  ["multisend", "Safe MultiSend", ALL, "0x9641d764fc13c8B624c04430C7356C1C7C8102e2"],
  ["entry-point", "ERC-4337", ALL, "0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789"],
  ["entry-point", "ERC-4337", ALL, "0x0000000071727De22E5E9d8BAf0edAc6f37da032"],
  ["1inch", "1inch", FIVE, "0x111111125421cA6dc452d289314280a0f8842A65"],
  ["1inch", "1inch", FIVE, "0x1111111254EEB25477B68fb85Ed929f73A960582"],
  ["cow", "CoW Swap", FIVE, "0x9008D19f58AAbD9eD0D60971565AA8510560ab41"],
  ["exchange", "CoW Swap relayer", FIVE, "0xC92E8bdf79f0507f65a392b0ab4667716BFE0110"],
  [
    "exchange",
    "0x",
    `${ETHEREUM} ${POLYGON} ${BASE} ${ARBITRUM}`,
    "0xDef1C0ded9bec7F1a1670819833240f027b25EfF",
  ],
  ["exchange", "0x", OPTIMISM, "0xDEF1ABE32c034e558Cdd535791643C58a13aCC10"],
  ["exchange", "ParaSwap", FIVE, "0x6A000F20005980200259B80c5102003040001068"],
  ["exchange", "ParaSwap", NOT_BASE, "0xDEF171Fe48CF0115B1d80b88dc8eAB59176FEe57"],
  ["exchange", "LI.FI", FIVE, "0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE"],
  ["exchange", "MetaMask Swaps", ETHEREUM, "0x881D40237659C251811CEC9c364ef91dC08D300C"],
  ["deposit", "Ethereum staking", ETHEREUM, "0x00000000219ab540356cBB839Cbe05303d7705Fa"],
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
  return found?.[3].toLowerCase() ?? null
}

function openTable(): Map<string, KnownContract> {
  return new Map(
    rows().flatMap(([role, protocol, chains, address]) =>
      chains
        .split(" ")
        .map((chain): [string, KnownContract] => [`${chain} ${address.toLowerCase()}`, { protocol, role }]),
    ),
  )
}
