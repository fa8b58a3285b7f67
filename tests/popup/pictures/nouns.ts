/** Accounts, chains and calls that the scenes are made of. */
import type { ChainName, ConsentSubject } from "~protocol"
import { ETHEREUM, ethereumCall, OTHER, SOLANA, solanaCall, transactionOf } from "../subjects"

export const ethereumAccount = { family: "ethereum", address: ETHEREUM } as const
export const solanaAccount = { family: "solana", address: SOLANA } as const

export const mainnet: ChainName = { id: "eip155:1", name: "Ethereum", symbol: "ETH", decimals: 18 }
export const base: ChainName = { id: "eip155:8453", name: "Base", symbol: "ETH", decimals: 18 }
export const polygon: ChainName = { id: "eip155:137", name: "Polygon", symbol: "POL", decimals: 18 }
export const solana: ChainName = { id: "solana:mainnet", name: "Solana", symbol: "SOL", decimals: 9 }
export const someOthers: ChainName[] = ["Arbitrum One", "OP Mainnet", "Base Sepolia", "Polygon Amoy"].map(
  (name, at) => ({ id: `eip155:${at + 2}`, name, symbol: "ETH", decimals: 18 }),
)

export const TOKEN = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"

/** The wallet knows nothing of it. */
const PROGRAM = "SwaPpA9LAaLfeLi3a68M4DjnLqgtticKg6CnyNwgAC8"

export const tokenCall = ethereumCall({
  action: "call",
  to: TOKEN,
  wei: "0",
  data: `0xa9059cbb${"00".repeat(12)}2b5ad5c4795c026514f8317c7a215e218dccd6cf${"00".repeat(29)}0f4240`,
  gas: "65000",
  maxFeeWei: "1950000000000000",
})

export const creation = ethereumCall({
  action: "create",
  to: null,
  wei: "0",
  data: `0x6080604052${"34801561001057600080fd5b50".repeat(40)}`,
  gas: "1200000",
  maxFeeWei: "36000000000000000",
})

export const solanaSwap = solanaCall({
  instructions: [
    { name: "compute-budget", setting: "Compute unit price", value: "20000" },
    { name: "transfer", from: SOLANA, to: OTHER, lamports: "250000000" },
    { name: "memo", text: "Order 1182" },
    { name: "unknown", program: PROGRAM, accounts: [SOLANA, OTHER], data: "0x0102030405060708" },
  ],
})

export function transactionOn(chain: ChainName, ...[call, submits]: Parameters<typeof transactionOf>) {
  return { ...transactionOf(call, submits), chain }
}

export function messageOf(text: string | null): Extract<ConsentSubject, { kind: "message" }> {
  const bytes = text === null ? `0x${"c3".repeat(64)}` : hexOf(text)
  return { kind: "message", account: ethereumAccount, text, bytes, signIn: null, connects: false }
}

function hexOf(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`
}
