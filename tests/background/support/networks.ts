/**
 * An Ethereum and a Solana node as far as the wallet asks them, over HTTP. They check that what is submitted is
 * signed by the account, know duplicates, and can be held or refuse.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { base58, base64 } from "@scure/base"
import { getTransactionDecoder } from "@solana/kit"
import { type Hex, keccak256, parseTransaction, recoverTransactionAddress } from "viem"
import type { KnownChains } from "~background/chains/known"
import { localEthereum, localSolana } from "~protocol"
import { ethereumAddress } from "./kms"

export type TestNetworks = {
  chains: KnownChains
  /** Raw transactions taken, in order, each once. */
  ethereumTaken: Hex[]
  solanaTaken: string[]
  nonces: number[]
  /** Every method that was called, in order. */
  asked: string[]
  /** What was taken a second time, after the network had forgotten it. */
  takenAgain: string[]
  /** What happened on the chains since; hashes and signatures as the network names them. */
  ledger: Ledger
  /** What they answer to these methods instead, or work out from the parameters. */
  answers: Record<string, unknown>
  /** `hold`: not even looked at until `held`. `tellsLate`: worked out at once, and told after `told`. */
  faults: {
    hold: string | null
    held: Promise<void> | null
    tellsLate: string | null
    told: Promise<void> | null
    /** Answers this one with the largest number there is. */
    exaggerates: string | null
    refuses: boolean
    losesSubmissions: number
  }
  stop(): Promise<void>
}

export type Ledger = {
  /** Puts a transaction in a block, and with it its nonce. */
  mine(raw: Hex, status?: "0x1" | "0x0"): void
  /** A transaction of somebody else's making took this nonce. */
  spendNonce(nonce: number): void
  /** The node knows it no more, and it is in no block. */
  forget(raw: string): void
  confirm(raw: string, status: { confirmationStatus: string; err?: unknown }): void
  /** It landed, and only a search in all of the past finds it. */
  confirmLongAgo(raw: string): void
  /** What is taken is confirmed with that; else it is only processed until it is said to be more. */
  confirmsAtOnce: boolean
  isBlockhashOver: boolean
  /** What every durable nonce account holds. */
  durableNonce: string | null
  gasPrice: bigint
}

type Search = { searchTransactionHistory?: boolean }

type Call = { id: number; method: string; params: unknown[] }

export async function startTestNetworks(): Promise<TestNetworks> {
  const ethereumTaken: Hex[] = []
  const solanaTaken: string[] = []
  const nonces: number[] = []
  const asked: string[] = []
  const takenAgain: string[] = []
  const forgotten = new Set<string>()
  const receipts = new Map<string, { status: string; blockHash: string }>()
  const confirmed = new Map<string, { confirmationStatus: string; err?: unknown }>()
  const past = new Set<string>()
  let minedNonce = 0
  const ledger: Ledger = {
    mine(raw, status = "0x1") {
      receipts.set(keccak256(raw), { status, blockHash: keccak256("0x") })
      ledger.spendNonce(parseTransaction(raw).nonce ?? 0)
    },
    spendNonce(nonce) {
      minedNonce = Math.max(minedNonce, nonce + 1)
    },
    forget: (raw) => void forgotten.add(raw),
    confirm: (raw, status) => void confirmed.set(nameOf(raw), status),
    confirmLongAgo: (raw) => void past.add(nameOf(raw)),
    confirmsAtOnce: false,
    isBlockhashOver: false,
    durableNonce: null,
    gasPrice: 1_000_000_000n,
  }
  const knows = (raw: string) => !forgotten.has(raw)

  /** True where it was taken before and has been forgotten: then it is taken again. */
  function takesAgain(raw: string): boolean {
    const isForgotten = forgotten.delete(raw)
    if (isForgotten) takenAgain.push(raw)
    return isForgotten
  }

  const faults: TestNetworks["faults"] = {
    hold: null,
    held: null,
    tellsLate: null,
    told: null,
    exaggerates: null,
    refuses: false,
    losesSubmissions: 0,
  }

  const answers: TestNetworks["answers"] = {}
  function answerTo({ method, params }: Pick<Call, "method" | "params">): unknown {
    const answer = answers[method]
    return typeof answer === "function" ? answer(...params) : answer
  }

  async function ethereum({ method, params }: Call): Promise<unknown> {
    if (method in answers) return answerTo({ method, params })
    if (faults.exaggerates === method) return `0x${"f".repeat(64)}`
    switch (method) {
      case "eth_blockNumber":
        return "0x2a"
      case "eth_getBalance":
        return "0xde0b6b3a7640000"
      case "eth_getBlockByNumber":
        return { baseFeePerGas: "0x3b9aca00" }
      case "eth_maxPriorityFeePerGas":
        return "0x3b9aca00"
      case "eth_estimateGas":
        return "0x5208"
      case "eth_gasPrice":
        return `0x${ledger.gasPrice.toString(16)}`
      case "eth_getTransactionReceipt":
        return receipts.get(params[0] as string) ?? null
      case "eth_getTransactionCount": {
        const count = params[1] === "latest" ? minedNonce : Math.max(minedNonce, pendingNonce(nonces))
        return `0x${count.toString(16)}`
      }
      case "eth_getTransactionByHash": {
        const known = ethereumTaken.filter(knows).some((raw) => keccak256(raw) === params[0])
        return known ? { hash: params[0], blockHash: receipts.get(params[0] as string)?.blockHash } : null
      }
      case "eth_sendRawTransaction":
        return takeEthereum(params[0] as Hex)
      default:
        throw new Error(`the wallet must not call ${method}`)
    }
  }

  async function takeEthereum(raw: Hex): Promise<Hex> {
    if (faults.refuses) throw new Error("insufficient funds")
    if (takesAgain(raw)) return keccak256(raw)
    if (ethereumTaken.includes(raw)) throw new Error("already known")
    const from = await recoverTransactionAddress({ serializedTransaction: raw as `0x02${string}` })
    if (from !== ethereumAddress) throw new Error("a sender that must not be")
    ethereumTaken.push(raw)
    nonces.push(parseTransaction(raw).nonce ?? 0)
    return keccak256(raw)
  }

  function solana({ method, params }: Call): unknown {
    if (method in answers) return answerTo({ method, params })
    switch (method) {
      case "getBalance":
        return { context: { slot: 1 }, value: 5_000_000_000 }
      case "getFeeForMessage":
        return { context: { slot: 1 }, value: 5000 }
      case "getSignatureStatuses":
        return {
          context: { slot: 1 },
          value: (params[0] as string[]).map((name) => statusOf(name, params[1] as Search)),
        }
      case "isBlockhashValid":
        return { context: { slot: 1 }, value: !ledger.isBlockhashOver }
      case "getAccountInfo":
        return { context: { slot: 1 }, value: nonceAccount(ledger.durableNonce) }
      case "sendTransaction": {
        const raw = params[0] as string
        if (faults.refuses) throw new Error("refused")
        if (takesAgain(raw)) return nameOf(raw)
        if (solanaTaken.includes(raw)) throw new Error("already processed")
        solanaTaken.push(raw)
        return nameOf(raw)
      }
      default:
        throw new Error(`the wallet must not call ${method}`)
    }
  }

  function statusOf(name: string, { searchTransactionHistory }: Search): unknown {
    if (searchTransactionHistory && past.has(name)) return { confirmationStatus: "finalized", err: null }
    const confirmationStatus = ledger.confirmsAtOnce ? "confirmed" : "processed"
    const taken = { confirmationStatus, err: null }
    const isKnown = solanaTaken.filter(knows).some((raw) => nameOf(raw) === name)
    return confirmed.get(name) ?? (isKnown ? taken : null)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call = JSON.parse(Buffer.concat(chunks).toString()) as Call
    asked.push(call.method)
    if (faults.hold === call.method && faults.held) await faults.held
    const reply = await Promise.resolve()
      .then(() => (request.url === "/solana" ? solana(call) : ethereum(call)))
      .then(
        (result) => ({ result }),
        // As surfpool does: no `data`.
        (error: Error) => ({ error: { code: -32002, message: error.message } }),
      )
    if (faults.tellsLate === call.method && faults.told) await faults.told
    const isSubmission = call.method.startsWith("send") || call.method === "eth_sendRawTransaction"
    if (isSubmission && faults.losesSubmissions > 0) {
      faults.losesSubmissions -= 1
      request.socket.destroy()
      return
    }
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ jsonrpc: "2.0", id: call.id, ...reply }))
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    chains: {
      chains: [
        { ...localEthereum, rpcUrls: [`${url}/ethereum`] },
        { ...localSolana, rpcUrls: [`${url}/solana`] },
      ],
      defaults: { ethereum: localEthereum.id, solana: localSolana.id },
    },
    ethereumTaken,
    solanaTaken,
    nonces,
    asked,
    takenAgain,
    ledger,
    answers,
    faults,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The first nonce that leaves a gap, as a node's pending pool counts. */
function pendingNonce(nonces: number[]): number {
  let next = 0
  while (nonces.includes(next)) next++
  return next
}

function nameOf(raw: string): string {
  const { signatures } = getTransactionDecoder().decode(base64.decode(raw))
  return base58.encode(Uint8Array.from(Object.values(signatures)[0] ?? []))
}

/** As the system program lays it out: version, state, authority, value, and the fee of its time. */
function nonceAccount(value: string | null): unknown {
  if (value === null) return null
  const bytes = new Uint8Array(80)
  bytes.set(base58.decode(value), 40)
  return { data: [base64.encode(bytes), "base64"] }
}
