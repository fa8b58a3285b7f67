/**
 * A KMS over HTTP that signs for real, with one known key for each family. It keeps the rule that matters here: the
 * same bytes get the stored result. Faults on demand: lying, losing answers, holding requests.
 */
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { ed25519 } from "@noble/curves/ed25519.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { keccak_256 } from "@noble/hashes/sha3.js"
import { base58, base64urlnopad, hex } from "@scure/base"
import { getTransactionDecoder, getTransactionEncoder, type SignatureBytes } from "@solana/kit"
import {
  hashTypedData,
  parseTransaction,
  serializeTransaction,
  type TransactionSerializableEIP1559,
  type TypedDataDefinition,
} from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { derivationOf } from "~protocol"

const ethereumSecret = new Uint8Array(32).fill(7)
const solanaSecret = new Uint8Array(32).fill(9)
export const ethereumAddress = privateKeyToAccount(`0x${hex.encode(ethereumSecret)}`).address
export const solanaAddress = base58.encode(ed25519.getPublicKey(solanaSecret))

const organization = {
  organizationId: "11111111-1111-4111-8111-111111111111",
  organizationName: "test",
  users: [],
  tags: [],
}
const wallet = {
  walletId: "22222222-2222-4222-8222-222222222222",
  walletName: "Countersign",
  tags: ["countersign"],
  type: "MNEMONIC",
}
const accounts = [
  { ...derivationOf.ethereum(0), address: ethereumAddress, publicKey: "x" },
  { ...derivationOf.solana(0), address: solanaAddress, publicKey: "x" },
]

type Derivation = { derivationPath: string; curve: string; addressFormat: string }

/** Beyond the first ones, addresses that nobody has the key of. */
function derived(asked: Derivation): unknown {
  const known = accounts.find(({ derivationPath }) => derivationPath === asked.derivationPath)
  if (known !== undefined) return known
  const seed = createHash("sha256").update(asked.derivationPath).digest()
  const address =
    asked.curve === "Ed25519"
      ? base58.encode(ed25519.getPublicKey(seed))
      : privateKeyToAccount(`0x${hex.encode(seed)}`).address
  return { ...asked, address, publicKey: "x" }
}

type Params = {
  accounts?: Derivation[]
  message?: string
  transaction?: string | { bytes: string }
  typedData?: TypedDataDefinition
  user?: unknown
}
type Envelope = { method: string; params: Params }

export type TestKms = {
  url: string
  /** Method of every signature made, in order; the same bytes asked for again make none. */
  signatures: string[]
  /** The users that were added, as they were asked for. */
  users: unknown[]
  faults: {
    lies: boolean
    losesAnswers: number
    founded: boolean
    refuses: boolean
    hold: Promise<void> | null
  }
  /** What is said to a question about what would be decided; null: this KMS takes none. */
  outlook: { said: unknown; status: number; asked: { method: string; params: unknown }[][] }
  /** How many requests have arrived. */
  arrived: () => number
  stop(): Promise<void>
}

export async function startTestKms(): Promise<TestKms> {
  const signatures: string[] = []
  const users: unknown[] = []
  const faults: TestKms["faults"] = {
    lies: false,
    losesAnswers: 0,
    founded: false,
    refuses: false,
    hold: null,
  }
  const outlook: TestKms["outlook"] = { said: null, status: 200, asked: [] }
  const answers = new Map<string, unknown>()
  let arrived = 0

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    arrived += 1
    if (faults.hold) await faults.hold
    if (request.url?.endsWith("/outlook")) {
      outlook.asked.push(JSON.parse(body.toString()).would)
      if (outlook.said === null) return refuse(response, 404, "not-found")
      if (outlook.status !== 200) return refuse(response, outlook.status, "refused")
      response.setHeader("content-type", "application/json")
      return void response.end(JSON.stringify(outlook.said))
    }
    const digest = createHash("sha256").update(body).digest("hex")
    const { method, params } = JSON.parse(body.toString()) as Envelope
    if (method === "getPhantomOrganization" && !faults.founded) return refuse(response, 404, "not-found")
    if (method.startsWith("getOrCreate")) faults.founded = true
    const signs = method.toLowerCase().includes("sign")
    if (signs && faults.refuses) return refuse(response, 403, "policy-denied")
    if (!answers.has(digest)) {
      answers.set(digest, answerOf(method, params, faults.lies))
      if (signs) signatures.push(method)
      if (method === "addUserToOrganization") users.push(params.user)
    }
    if (signs && faults.losesAnswers > 0) {
      faults.losesAnswers -= 1
      request.socket.destroy()
      return
    }
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ result: answers.get(digest) }))
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1/wallets`,
    signatures,
    users,
    faults,
    outlook,
    arrived: () => arrived,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.statusCode = status
  response.setHeader("content-type", "application/json")
  response.end(
    JSON.stringify({ error: type, message: type, type, title: type, detail: type, requestId: "r" }),
  )
}

function answerOf(method: string, params: Params, lies: boolean): unknown {
  const signed = (signature: Uint8Array) => ({
    signature: base64urlnopad.encode(signature),
    address: "a",
    publicKey: "p",
  })
  switch (method) {
    case "addUserToOrganization":
    case "deleteUserFromOrganization":
    case "getPhantomOrganization":
    case "getOrCreatePhantomOrganization":
      return organization
    case "getOrganizationWallets":
      return { wallets: [wallet], totalCount: 1, limit: 100, offset: 0 }
    case "getOrCreateWalletWithTag":
      return { ...wallet, accounts }
    case "getAccounts":
      return (params.accounts ?? []).map(derived)
    case "signUtf8Message":
      return signed(
        ed25519.sign(new TextEncoder().encode(`${params.message}${lies ? "!" : ""}`), solanaSecret),
      )
    case "ethereumSignMessage":
      return signed(signPersonal(base64urlnopad.decode(params.message ?? ""), lies))
    case "ethereumSignTypedData":
      return signed(signTypedData(params.typedData as TypedDataDefinition, lies))
    case "signTransaction": {
      const transaction =
        typeof params.transaction === "object"
          ? signEthereum(params.transaction.bytes as `0x${string}`, lies)
          : signSolana(base64urlnopad.decode(params.transaction ?? ""), lies)
      return { transaction: base64urlnopad.encode(transaction), address: "a", publicKey: "p" }
    }
    default:
      throw new Error(`the wallet must not call ${method}`)
  }
}

function signPersonal(bytes: Uint8Array, lies: boolean): Uint8Array {
  const prefix = new TextEncoder().encode(`\x19Ethereum Signed Message:\n${bytes.length}`)
  const { r, s, v } = signDigest(keccak_256(new Uint8Array([...prefix, ...bytes])))
  const last = lies ? 55 - v : v
  return hex.decode(`${r}${s}${last.toString(16)}`)
}

function signTypedData(typedData: TypedDataDefinition, lies: boolean): Uint8Array {
  const digest = hex.decode(hashTypedData(typedData).slice(2))
  const { r, s, v } = signDigest(lies ? keccak_256(digest) : digest)
  return hex.decode(`${r}${s}${v.toString(16)}`)
}

function signDigest(digest: Uint8Array): { r: string; s: string; v: number } {
  const bytes = secp256k1.sign(digest, ethereumSecret, { prehash: false, format: "recovered" })
  const text = hex.encode(bytes)
  return { r: text.slice(2, 66), s: text.slice(66), v: 27 + (bytes[0] ?? 0) }
}

/** The lie: a valid signature over another amount. */
function signEthereum(unsigned: `0x${string}`, lies: boolean): Uint8Array {
  const parsed = parseTransaction(unsigned) as TransactionSerializableEIP1559
  const transaction = lies ? { ...parsed, value: (parsed.value ?? 0n) + 1n } : parsed
  const { r, s, v } = signDigest(keccak_256(hex.decode(serializeTransaction(transaction).slice(2))))
  const signature = { r: `0x${r}`, s: `0x${s}`, v: BigInt(v), yParity: v - 27 } as const
  return hex.decode(serializeTransaction(transaction, signature).slice(2))
}

function signSolana(bytes: Uint8Array, lies: boolean): Uint8Array {
  const transaction = getTransactionDecoder().decode(bytes)
  const message = lies ? new Uint8Array([1]) : Uint8Array.from(transaction.messageBytes)
  const signature = ed25519.sign(message, solanaSecret) as SignatureBytes
  const signatures = { ...transaction.signatures, [solanaAddress]: signature }
  return Uint8Array.from(getTransactionEncoder().encode({ ...transaction, signatures }))
}
