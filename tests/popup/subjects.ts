/** Subjects of consents for tests of what the face says about them. */
import type {
  AccountName,
  ChainName,
  ConsentSubject,
  ConsentView,
  SolanaInstruction,
  WalletState,
} from "~protocol"

export const ETHEREUM = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
export const SOLANA = "9aE476sH92Vz7DMPyq5WLPkrKWivxeuTKEFKd2sZZcde"
export const OTHER = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU"

type Connect = Extract<ConsentSubject, { kind: "connect" }>
export type Transaction = Extract<ConsentSubject, { kind: "transaction" }>
export type EthereumCall = Extract<Transaction["call"], { family: "ethereum" }>
export type SolanaCall = Extract<Transaction["call"], { family: "solana" }>

export const ethereumCall = (more: Partial<EthereumCall> = {}): EthereumCall => ({
  family: "ethereum",
  action: "transfer",
  to: "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
  wei: "250000000000000000",
  data: "0x",
  gas: "21000",
  maxFeeWei: "42000000147000",
  ...more,
})

export const solanaCall = (more: Partial<SolanaCall> = {}): SolanaCall => ({
  family: "solana",
  version: "0",
  feePayer: SOLANA,
  feeLamports: "5000",
  instructions: [{ name: "transfer", from: SOLANA, to: OTHER, lamports: "1000000000" }],
  lookupTables: [],
  ...more,
})

export function transactionOf(call: EthereumCall | SolanaCall, submits = true): Transaction {
  const isEthereum = call.family === "ethereum"
  return {
    kind: "transaction",
    account: isEthereum ? { family: "ethereum", address: ETHEREUM } : { family: "solana", address: SOLANA },
    chain: isEthereum
      ? { id: "eip155:31337", name: "Local Ethereum", symbol: "ETH", decimals: 18 }
      : { id: "solana:localnet", name: "Local Solana", symbol: "SOL", decimals: 9 },
    submits,
    call,
    replaces: null,
  }
}

export const unreadable: SolanaInstruction = { name: "unknown", program: OTHER, accounts: [], data: "0x" }

const MAINNET: ChainName = { id: "eip155:1", name: "Ethereum", symbol: "ETH", decimals: 18 }

/** Offers these accounts and no more, for a day, with nothing allowed beforehand. */
export const connectOf = (accounts: AccountName[], chains: ChainName[] = []): Connect => ({
  kind: "connect",
  accounts,
  chains,
  offered: { accounts, chains: chains.map((chain) => ({ ...chain, isRequired: false })) },
  lifeMs: 24 * 60 * 60 * 1000,
  allowance: {
    limits: (chains.length > 0 ? chains : [MAINNET]).map((chain) => ({
      chain,
      amount: "0",
      most: chain.id.startsWith("solana:") ? "500000000" : "50000000000000000",
    })),
    lifeMs: 60 * 60 * 1000,
  },
})

export const consentOf = (id: string): ConsentView => ({
  id,
  origin: "https://app.example",
  subject: connectOf([{ family: "ethereum", address: ETHEREUM }]),
  digest: "0".repeat(64),
  askedAt: 0,
  expiresAt: 1,
})

export const stateOf = (more: Partial<WalletState> = {}): WalletState => ({
  wallet: {
    organizationId: "00000000-0000-4000-8000-000000000001",
    walletId: "00000000-0000-4000-8000-000000000002",
    walletName: "Wallet",
    accounts: [],
  },
  kmsUrl: "http://127.0.0.1:7411/v1/wallets",
  waiting: [],
  names: {},
  inUse: null,
  trouble: null,
  ...more,
})
