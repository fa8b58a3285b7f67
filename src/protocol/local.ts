/**
 * The local network that `npm start` brings up and that the extension is built for: where its parts listen. All of
 * it is on this computer, and none of it has value.
 */
import type { Chain } from "./chains"

const HOST = "http://127.0.0.1"

/** TCP ports on the loopback address. */
export const localPorts = { kms: 7411, ethereum: 7412, solana: 7413, demo: 7414 } as const

/** The base address of the KMS API; `/kms/rpc` comes after it. */
export const LOCAL_KMS_URL = `${HOST}:${localPorts.kms}/v1/wallets`

export const LOCAL_DEMO_URL = `${HOST}:${localPorts.demo}`

/** Where the local chains listen. */
export const localRpcUrls = {
  ethereum: `${HOST}:${localPorts.ethereum}`,
  solana: `${HOST}:${localPorts.solana}`,
} as const

export const localEthereum: Chain = {
  id: "eip155:31337",
  family: "ethereum",
  kind: "local",
  name: "Local Ethereum",
  rpcUrls: [localRpcUrls.ethereum],
  currency: { symbol: "ETH", decimals: 18 },
  explorerUrl: null,
}

export const localSolana: Chain = {
  id: "solana:localnet",
  family: "solana",
  kind: "local",
  name: "Local Solana",
  rpcUrls: [localRpcUrls.solana],
  currency: { symbol: "SOL", decimals: 9 },
  explorerUrl: null,
}
