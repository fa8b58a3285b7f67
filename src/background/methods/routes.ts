/** Every method a page may call. */
import type { Wallets } from "../accounts/wallets"
import type { EthereumNetwork } from "../chains/ethereum"
import type { SolanaNetwork } from "../chains/solana"
import type { Disconnect } from "../origins/disconnect"
import { ethAccounts } from "./eth-accounts"
import { ethBlockNumber } from "./eth-block-number"
import { ethChainId } from "./eth-chain-id"
import { ethGetTransactionReceipt } from "./eth-get-transaction-receipt"
import { ethRequestAccounts } from "./eth-request-accounts"
import { ethSendTransaction } from "./eth-send-transaction"
import { personalSign } from "./personal-sign"
import type { Routes } from "./route"
import { solanaConnect } from "./solana-connect"
import { solanaDisconnect } from "./solana-disconnect"
import { solanaSignAndSendTransaction } from "./solana-sign-and-send-transaction"
import { solanaSignMessage } from "./solana-sign-message"
import { solanaSignTransaction } from "./solana-sign-transaction"

type Hands = {
  wallets: Wallets
  ethereum: EthereumNetwork
  solana: SolanaNetwork
  disconnect: Disconnect
}

export function openRoutes({ wallets, ethereum, solana, disconnect }: Hands): Routes {
  return {
    eth_requestAccounts: ethRequestAccounts(wallets),
    eth_accounts: ethAccounts,
    eth_chainId: ethChainId(ethereum.chain),
    eth_blockNumber: ethBlockNumber(ethereum),
    eth_getTransactionReceipt: ethGetTransactionReceipt(ethereum),
    personal_sign: personalSign,
    eth_sendTransaction: ethSendTransaction(ethereum),
    solana_connect: solanaConnect(wallets),
    solana_disconnect: solanaDisconnect(disconnect),
    solana_signMessage: solanaSignMessage,
    solana_signTransaction: solanaSignTransaction(solana),
    solana_signAndSendTransaction: solanaSignAndSendTransaction(solana),
  }
}
