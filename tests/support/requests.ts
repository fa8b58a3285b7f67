/**
 * One request of each kind that wants a person's consent, from pages whose site is connected; how many signatures it
 * takes of the KMS, and on which of the local chains it lands. Each is another one every time.
 */
import { generateKeyPairSync } from "node:crypto"
import { base58 } from "@scure/base"
import { localEthereum, localRpcUrls } from "~protocol"
import { rpc, type Surface } from "~scripts"
import { type Ask, askBy, askEthereum, askSolana, askSolanaConnect, WALLET } from "./asks"
import { type MadeChains, madeChain } from "./made-chains"
import { smallTokenCode } from "./small-token"
import { solanaTransfer } from "./solana-transfer"
import { type Addresses, connectPage, type WalletBrowser } from "./wallet-browser"

export type Asked = { browser: WalletBrowser; tab: Surface; mine: Addresses; chains: MadeChains }

export type RequestKind = {
  kind: string
  /** Signatures of the KMS. */
  signatures: number
  /** Other requests that the KMS must agree to. */
  asksKms?: true
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

const [, localNumber = ""] = localEthereum.id.split(":")
const localChainId = `0x${Number(localNumber).toString(16)}`
const token = "0x5ca1ab1e00000000000000000000000000000f0d"

const transfer = ({ mine }: Asked) => {
  lamports += 1n
  return solanaTransfer(mine.solana, FRIEND, lamports)
}

const typedData = (address: string) => {
  lamports += 1n
  const fields = [{ name: "amount", type: "uint256" }]
  const domain = { name: "Kill matrix", chainId: Number(localNumber) }
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

const inputsOf = (transactions: readonly string[]) =>
  transactions.map(
    (base64) => `{ account: wallet.accounts[0], chain: "solana:localnet",
      transaction: Uint8Array.from(atob("${base64}"), (letter) => letter.charCodeAt(0)) }`,
  )

/** Two transactions in one call, as text: what the page's promise resolves with does not matter here. */
const batchOf = (transactions: readonly string[]) => `(() => {
    const wallet = ${WALLET}
    return wallet.features["solana:signTransaction"].signTransaction(${inputsOf(transactions).join(", ")})
      .then((outputs) => outputs.map(({ signedTransaction }) => btoa(String.fromCharCode(...signedTransaction))))
  })()`

/** It answers of each transaction by itself; one that was refused is a refusal of this request. */
const sendAllOf = (transactions: readonly string[]) => `(() => {
    const wallet = ${WALLET}
    const name = "solana:signAndSendAllTransactions"
    return wallet.features[name].signAndSendAllTransactions([${inputsOf(transactions).join(", ")}])
      .then((outputs) => outputs.map((output) => {
        if (output.status === "rejected") throw output.reason
        return output.status
      }))
  })()`

const appLogin = () => {
  const { publicKey } = generateKeyPairSync("ed25519")
  const bytes = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")
  const asked = { publicKey: base58.encode(bytes), appId: "kill-matrix", sessionId: crypto.randomUUID() }
  return `window.countersign.app.login(${JSON.stringify(asked)})`
}

const appRequest = (method: string) => `window.countersign.app.request(${JSON.stringify({ method })})`
const multichainRequest = (method: string, params: unknown) =>
  `window.countersign.multichain.request(${JSON.stringify({ method, params })})`

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
      const back = [{ chainId: localChainId }]
      return (await askEthereum(tab, "wallet_switchEthereumChain", back)).outcome()
    },
  },
  {
    kind: "eth_signTransaction",
    signatures: 1,
    ask: ({ tab, mine }) =>
      askEthereum(tab, "eth_signTransaction", [{ from: mine.ethereum, to: ethereumFriend, value: "0x1" }]),
  },
  {
    kind: "wallet_sendCalls",
    signatures: 2,
    lands: "ethereum",
    ask: ({ tab, mine }) => {
      const calls = ["0x1", "0x2"].map((value) => ({ to: ethereumFriend, value }))
      const batch = { version: "2.0.0", from: mine.ethereum, chainId: localChainId, atomicRequired: false }
      return askEthereum(tab, "wallet_sendCalls", [{ ...batch, calls }])
    },
  },
  {
    kind: "wallet_watchAsset",
    signatures: 0,
    ask: async ({ tab }) => {
      await rpc(localRpcUrls.ethereum, "anvil_setCode", [token, smallTokenCode])
      const options = { address: token, symbol: "SMALL", decimals: 6 }
      return askEthereum(tab, "wallet_watchAsset", { type: "ERC20", options })
    },
  },
  {
    kind: "wallet_createSession",
    signatures: 0,
    ask: ({ tab }) => {
      const scope = { methods: ["personal_sign"], notifications: [] }
      const optionalScopes = { [localEthereum.id]: scope }
      return askBy(tab, multichainRequest("wallet_createSession", { optionalScopes }))
    },
    undo: async ({ tab }) => (await askBy(tab, multichainRequest("wallet_revokeSession", {}))).outcome(),
  },
  {
    kind: "auto-confirm",
    signatures: 0,
    ask: ({ tab }) => askBy(tab, appRequest("countersign_auto_confirm_enable")),
    undo: async ({ tab }) => (await askBy(tab, appRequest("countersign_auto_confirm_disable"))).outcome(),
  },
  { kind: "app login", signatures: 0, asksKms: true, ask: ({ tab }) => askBy(tab, appLogin()) },
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
    kind: "solana:signTransaction",
    signatures: 1,
    ask: async (asked) => askSolana(asked.tab, "signTransaction", await transfer(asked)),
  },
  {
    kind: "solana:signAndSendAllTransactions",
    signatures: 2,
    lands: "solana",
    ask: async (asked) => askBy(asked.tab, sendAllOf([await transfer(asked), await transfer(asked)])),
  },
  {
    kind: "solana:connect",
    signatures: 0,
    ask: async ({ tab }) => {
      await (await askBy(tab, `${WALLET}.features["standard:disconnect"].disconnect()`)).outcome()
      return askSolanaConnect(tab)
    },
    undo: async ({ browser, tab }) => {
      const { result } = await (await askSolanaConnect(tab, { silent: true })).outcome()
      if ((result as string[]).length === 0) await connectPage(browser, tab, "solana")
    },
  },
  {
    kind: "solana:signIn",
    signatures: 1,
    ask: ({ tab }) =>
      askBy(tab, `${WALLET}.features["solana:signIn"].signIn({}).then(([{ account }]) => account.address)`),
  },
]

export function kindCalled(name: string): RequestKind {
  const found = requestKinds.find(({ kind }) => kind === name)
  if (found === undefined) throw new Error(`There is no kind ${name}.`)
  return found
}
