/** The account in use, what it holds, receiving and sending. */
import type { Holding, Holdings, SendQuote } from "~protocol"
import { ETHEREUM, OTHER, SOLANA } from "../subjects"
import { base, mainnet, polygon, solana, TOKEN } from "./nouns"
import type { Scene } from "./scenes"
import { walletScenes } from "./wallet-scenes"

const FRIEND = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
const SECOND = "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69"

const accounts = [
  { family: "ethereum", address: ETHEREUM, derivationPath: "m/44'/60'/0'/0/0" },
  { family: "solana", address: SOLANA, derivationPath: "m/44'/501'/0'/0'" },
  { family: "ethereum", address: SECOND, derivationPath: "m/44'/60'/0'/0/1" },
]

const state = (inUse: string | null) => ({
  wallet: {
    organizationId: "11111111-1111-4111-8111-111111111111",
    walletId: "22222222-2222-4222-8222-222222222222",
    walletName: "Countersign",
    accounts,
  },
  kmsUrl: "https://kms.example.org/v1/wallets",
  waiting: [],
  trouble: null,
  names: { [SECOND]: "Savings for the house" },
  inUse,
})

const listed = { kind: "main", source: "listed" } as const
const ofChain = (chain: Holding["chain"], amount: string): Holding => ({
  ...{ ...listed, chain, address: null, symbol: chain.symbol, decimals: chain.decimals, amount },
})
const token = (more: Partial<Holding>): Holding => ({
  ...{ ...listed, chain: mainnet, address: TOKEN, symbol: "USDC", decimals: 6, amount: "1250340000" },
  ...more,
})

const holdings: Holding[] = [
  ofChain(mainnet, "1250000000000000000"),
  token({}),
  token({
    ...{ address: FRIEND, symbol: "VeryLongSymbolOfAnUnknownToken", decimals: 18, source: "chain" as const },
    amount: "123456789012345678901234567890",
  }),
  ofChain(base, "40300000000000012"),
  token({ chain: base, symbol: "DAI", decimals: 18, amount: "99500000000000000000" }),
  ofChain(polygon, "31200000000000000000"),
  token({ chain: polygon, symbol: "WETH", decimals: 18, amount: "20000000000000000" }),
  token({ chain: polygon, address: SECOND, symbol: null, decimals: null, source: "unknown", amount: "7" }),
]

const held = (more: Partial<Holdings> = {}): Holdings => ({
  ...{ family: "ethereum", address: ETHEREUM, holdings, silent: [] },
  ...more,
})

const quote: SendQuote = {
  balance: "1250000000000000000",
  currency: "1250000000000000000",
  ...{ opening: "0", least: "0", kept: "0" },
  options: (["slow", "usual", "fast"] as const).map((speed, at) => ({
    speed,
    fee: { type: "eip1559", maxFeePerGas: "1", maxPriorityFeePerGas: "1", gas: "21000" },
    most: String(441_000_000_000_000n + BigInt(at) * 98_700_000_000_000n),
    sendable: "1249400000000000000",
    seconds: [60, 24, 12][at] ?? null,
  })),
  trouble: null,
}

const solanaQuote: SendQuote = {
  ...quote,
  options: quote.options.map(({ speed }, at) => ({
    speed,
    fee: { type: "solana", microLamports: "1000", units: "120000" },
    most: String(5_000 + at * 1_200),
    sendable: "1250340000",
    seconds: null,
  })),
  opening: "2039280",
}

const chains = [mainnet, base, polygon, { id: "eip155:999", name: "Workbench" }].map(({ id, name }) => ({
  id,
  name,
}))

const answers = {
  "popup.state": state(null),
  "popup.holdings": held(),
  "popup.receivingChains": chains,
  "popup.recentRecipients": [
    { address: FRIEND, count: 3, lastAt: 1 },
    { address: "0x1EFF47bC3a10a45D4B230B5d10E37751FE6AA718", count: 1, lastAt: 1 },
  ],
  "popup.quoteSend": quote,
}

const { home } = walletScenes
const at = (path: string, more: Record<string, unknown> = {}): Scene => ({
  ...(home as Scene),
  path,
  answers: { ...answers, ...more },
})

const onSolana = {
  "popup.state": state(SOLANA),
  "popup.holdings": held({
    family: "solana",
    address: SOLANA,
    holdings: [ofChain(solana, "2040000000"), token({ chain: solana, address: OTHER })],
  }),
  "popup.receivingChains": [{ id: solana.id, name: solana.name }],
  "popup.recentRecipients": [],
  "popup.quoteSend": solanaQuote,
}

export const sendScenes: Record<string, Scene> = {
  home: at("/"),
  "home-silent": at("/", {
    "popup.holdings": held({ holdings: holdings.slice(0, 2), silent: ["Base", "Polygon"] }),
  }),
  "home-empty": {
    ...at("/", { "popup.holdings": held({ holdings: [ofChain(mainnet, "0")] }) }),
    activity: [],
  },
  "home-solana": at("/", onSolana),
  assets: at("/tokens"),
  accounts: at("/keys"),
  receive: at("/receive"),
  "receive-solana": at("/receive", onSolana),
  send: at("/send"),
  "send-token-solana": at(`/send/${encodeURIComponent(solana.id)}/${OTHER}`, onSolana),
  "send-nothing": at("/send", { "popup.holdings": held({ holdings: [] }) }),
}
