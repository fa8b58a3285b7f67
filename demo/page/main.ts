/** Wires the two halves of the page: each finds wallets by its standard and offers the same few things. */
import type { WalletAccount } from "@wallet-standard/base"
import type { Address } from "viem"
import { openChoice } from "./choice"
import { type EthereumWallet, findEthereumWallets, openEthereum } from "./ethereum"
import { wire } from "./half"
import { readNetwork } from "./network"
import { findSolanaWallets, openSolana, type SolanaWallet } from "./solana"

const network = await readNetwork()
wireEthereum()
wireSolana()

function wireEthereum(): void {
  const { chosen, add } = openChoice<EthereumWallet>("ethereum")
  const chain = openEthereum(network.ethereumRpcUrl)
  let account: Address = "0x"
  wire({
    family: "ethereum",
    connect: async () => {
      account = await chain.connect(chosen())
      return account
    },
    balance: () => chain.balance(account),
    sign: (message) => chain.sign(chosen(), account, message),
    send: (to, ether) => chain.send(chosen(), account, to as Address, ether),
  })
  findEthereumWallets(add)
}

function wireSolana(): void {
  const { chosen, add } = openChoice<SolanaWallet>("solana")
  const chain = openSolana(network.solanaRpcUrl)
  let account: WalletAccount | undefined
  const connected = () => {
    if (account === undefined) throw new Error("Connect first.")
    return account
  }
  wire({
    family: "solana",
    connect: async () => {
      account = await chain.connect(chosen())
      return account.address
    },
    balance: () => chain.balance(connected()),
    sign: (message) => chain.sign(chosen(), connected(), message),
    send: (to, sol) => chain.send(chosen(), connected(), to, sol),
    signOnly: (to, sol) => chain.signOnly(chosen(), connected(), to, sol),
  })
  findSolanaWallets((wallet) => add(wallet.name, wallet))
}
