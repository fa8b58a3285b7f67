/**
 * One request of each kind that wants a person's consent, from pages whose site is connected; how many signatures it
 * takes of the KMS, and on which of the local chains it lands. Each is another one every time.
 */
import { base58 } from "@scure/base"
import { localEthereum } from "~protocol"
import type { Surface } from "~scripts"
import { type Ask, askBy, askEthereum, askSolana, WALLET } from "./asks"
import { type MadeChains, madeChain } from "./made-chains"
import { solanaTransfer } from "./solana-transfer"
import type { Addresses } from "./wallet-browser"

export type Asked = { tab: Surface; mine: Addresses; chains: MadeChains }

export type RequestKind = {
  kind: string
  /** Signatures of the KMS. */
  signatures: number
  lands?: "ethereum" | "solana"
  ask: (asked: Asked) => Promise<Ask>
  /** What the request leaves behind and the next one of its kind must not find. */
  undo?: (asked: Asked) => Promise<unknown>
}

/** Somebody whom nothing is known about. */
export const ethereumFriend = "0x7D3a91c84BE2065F1aA07c6E29d4B8f35c108e62"
const FRIEND = base58.encode(new Uint8Array(32).fill(9))

let lamports = 1_000_000n
let chainNumber = 90_000

const transfer = ({ mine }: Asked) => {
  lamports += 1n
  return solanaTransfer(mine.solana, FRIEND, lamports)
}

const typedData = (address: string) => {
  lamports += 1n
  const fields = [{ name: "amount", type: "uint256" }]
  const domain = { name: "Kill matrix", chainId: Number(localEthereum.id.split(":")[1]) }
  const types = {
    EIP712Domain: [
      { name: "name", type: "string" },
      { name: "chainId", type: "uint256" },
    ],
    Note: fields,
  }
  const message = { amount: String(lamports) }
  return [address, JSON.stringify({ types, primaryType: "Note", domain, message })]
}

/** Two transactions in one call, as text: what the page's promise resolves with does not matter here. */
const batchOf = (transactions: readonly string[]) => {
  const inputs = transactions.map(
    (base64) => `{ account: wallet.accounts[0], chain: "solana:localnet",
      transaction: Uint8Array.from(atob("${base64}"), (letter) => letter.charCodeAt(0)) }`,
  )
  return `(() => {
    const wallet = ${WALLET}
    return wallet.features["solana:signTransaction"].signTransaction(${inputs.join(", ")})
      .then((outputs) => outputs.map(({ signedTransaction }) => btoa(String.fromCharCode(...signedTransaction))))
  })()`
}

export const requestKinds: readonly RequestKind[] = [
  {
    kind: "connect",
    signatures: 0,
    ask: ({ tab }) => askEthereum(tab, "wallet_requestPermissions", [{ eth_accounts: {} }]),
  },
  {
    kind: "personal_sign",
    signatures: 1,
    ask: ({ tab, mine }) => askEthereum(tab, "personal_sign", ["0x6b696c6c", mine.ethereum]),
  },
  {
    kind: "eth_signTypedData_v4",
    signatures: 1,
    ask: ({ tab, mine }) => askEthereum(tab, "eth_signTypedData_v4", typedData(mine.ethereum)),
  },
  {
    kind: "eth_sendTransaction",
    signatures: 1,
    lands: "ethereum",
    ask: ({ tab, mine }) =>
      askEthereum(tab, "eth_sendTransaction", [{ from: mine.ethereum, to: ethereumFriend, value: "0x1" }]),
  },
  {
    kind: "wallet_addEthereumChain",
    signatures: 0,
    ask: ({ tab, chains }) => {
      chainNumber += 1
      return askEthereum(tab, "wallet_addEthereumChain", [madeChain(chains, chainNumber)])
    },
    undo: async ({ tab }) => {
      const [, number = ""] = localEthereum.id.split(":")
      const chainId = `0x${Number(number).toString(16)}`
      return (await askEthereum(tab, "wallet_switchEthereumChain", [{ chainId }])).outcome()
    },
  },
  {
    kind: "solana:signMessage",
    signatures: 1,
    ask: ({ tab }) => askSolana(tab, "signMessage", Buffer.from("kill matrix").toString("base64")),
  },
  {
    kind: "solana:signAndSendTransaction",
    signatures: 1,
    lands: "solana",
    ask: async (asked) => askSolana(asked.tab, "signAndSendTransaction", await transfer(asked)),
  },
  {
    kind: "a batch of two Solana transactions",
    signatures: 2,
    ask: async (asked) => askBy(asked.tab, batchOf([await transfer(asked), await transfer(asked)])),
  },
  {
    kind: "solana:signIn",
    signatures: 1,
    ask: ({ tab }) =>
      askBy(tab, `${WALLET}.features["solana:signIn"].signIn({}).then(([{ account }]) => account.address)`),
  },
]
