import { createServer, type Server } from "node:http"
import { base58 } from "@scure/base"
import { keccak256 } from "viem"
import { afterEach, describe, expect, it } from "vitest"
import { openBroadcast } from "~kms-server/api/broadcast"
import { answered, appOver, call, RPC } from "./stand-in-policy"

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

type Asked = { method: string; params: unknown[] }
type Said = { status?: number; text: string; location?: string } | "silence"

/** A network that says what a test tells it to. */
async function network(say: (asked: Asked) => Said) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const one = JSON.parse(Buffer.concat(chunks).toString()) as Asked
      asked.push(one)
      const said = say(one)
      if (said === "silence") return
      response.writeHead(said.status ?? 200, said.location ? { location: said.location } : {}).end(said.text)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return { asked, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` }
}

const result = (value: unknown): Said => ({ text: JSON.stringify({ jsonrpc: "2.0", id: 1, result: value }) })
const error = (code: number, message: string): Said => ({
  text: JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code, message } }),
})

const raw = Uint8Array.from({ length: 110 }, (_, index) => (index * 7 + 2) % 256)
const hash = keccak256(raw)
const solana = Uint8Array.from([1, ...Array.from({ length: 200 }, (_, index) => (index * 11 + 3) % 256)])
const firstSignature = base58.encode(solana.subarray(1, 65))
const sepolia = { chain: "ethereum", network: "sepolia" }
const devnet = { chain: "solana", network: "devnet" }

async function sendTo(say: (asked: Asked) => Said, to = sepolia, transaction = raw, patienceMs = 2000) {
  const { url, asked } = await network(say)
  const notes: string[] = []
  const broadcast = openBroadcast({
    rpcUrls: { [`${to.chain}/${to.network}`]: url },
    patienceMs,
    note: (name, outcome) => notes.push(`${name} ${outcome}`),
  })
  return { sent: await broadcast({ to, transaction }), asked, notes }
}

describe("handing a signed transaction to its network", () => {
  it("sends the signed bytes to Ethereum, and answers with the hash that they have", async () => {
    const { sent, asked, notes } = await sendTo(() => result("0xsomething the network made up"))
    expect(asked).toMatchObject([
      { method: "eth_sendRawTransaction", params: [`0x${Buffer.from(raw).toString("hex")}`] },
    ])
    expect(sent).toEqual({ result: hash })
    expect(notes).toEqual(["ethereum/sepolia sent"])
  })

  it("sends the signed bytes to Solana in base64, and answers with the first signature", async () => {
    const { sent, asked } = await sendTo(() => result("x"), devnet, solana)
    const base64 = Buffer.from(solana).toString("base64")
    expect(asked).toMatchObject([{ method: "sendTransaction", params: [base64, { encoding: "base64" }] }])
    expect(sent).toEqual({ result: firstSignature })
  })

  it.each([
    "already known",
    "ALREADY_EXISTS: already known",
    "AlreadyKnown",
    "Known transaction",
    "Transaction with the same hash was already imported.",
    "transaction already imported",
  ])("takes %j from Ethereum for the success that it is", async (message) => {
    expect((await sendTo(() => error(-32000, message))).sent).toEqual({ result: hash })
  })

  it("takes a repeat to Solana for the success that it is", async () => {
    const message = "Transaction simulation failed: This transaction has already been processed"
    expect((await sendTo(() => error(-32002, message), devnet, solana)).sent).toEqual({
      result: firstSignature,
    })
  })

  it("knows its own transaction again after it was mined and its nonce is used", async () => {
    const { sent, asked, notes } = await sendTo(({ method }) =>
      method === "eth_getTransactionByHash" ? result({ hash }) : error(-32000, "nonce too low"),
    )
    expect(sent).toEqual({ result: hash })
    expect(asked.at(-1)).toMatchObject({ method: "eth_getTransactionByHash", params: [hash] })
    expect(notes).toEqual(["ethereum/sepolia known"])
  })

  it("passes on why a network refused, bounded and printable", async () => {
    const { sent } = await sendTo(({ method }) =>
      method === "eth_getTransactionByHash"
        ? result(null)
        : error(-32000, `no funds\u0000\u202e${"x".repeat(999)}`),
    )
    expect(sent).toEqual({ error: { code: -32000, message: `no funds??${"x".repeat(246)}` } })
  })

  it.each<[string, Said]>([
    ["never answers", "silence"],
    ["answers with no JSON", { text: "<html>" }],
    ["answers with another shape", { text: "[]" }],
    ["answers without end", { text: `"${"x".repeat(70_000)}"` }],
    ["sends it elsewhere", { status: 307, location: "http://127.0.0.1:1/", text: "" }],
  ])("says that the transaction may be on its way where the network %s", async (_, said) => {
    const { sent, notes } = await sendTo(() => said, sepolia, raw, 200)
    expect(sent).toEqual({ error: { code: -32603, message: expect.stringContaining(hash) } })
    expect(notes).toEqual(["ethereum/sepolia silent"])
  })

  it("asks no network that the operator did not name, whatever the client calls it", async () => {
    const { url, asked } = await network(() => result("x"))
    const broadcast = openBroadcast({ rpcUrls: { "ethereum/sepolia": url, "bitcoin/mainnet": url } })
    for (const to of [
      { chain: "ethereum", network: "mainnet" },
      { chain: "bitcoin", network: "mainnet" },
      { chain: "__proto__", network: "x" },
      { chain: "constructor", network: "" },
      { chain: "ethereum/sepolia", network: "" },
    ]) {
      expect(await broadcast({ to, transaction: raw })).toBeNull()
    }
    expect(asked).toEqual([])
  })

  it("keeps the signature in the answer where the network refused", async () => {
    const { url } = await network(() => error(-32000, "no funds"))
    const submission = { to: devnet, transaction: solana }
    const { app } = appOver(
      { answer: async () => answered({ submission }) },
      { rpcUrls: { "solana/devnet": url } },
    )
    const answer = await app.request(RPC, call())
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      signature: "c2lnbmF0dXJl",
      rpc_submission_result: { error: { code: -32000, message: "no funds" } },
    })
    const counters = await (await app.request("/metrics")).text()
    expect(counters).toContain('kms_api_broadcasts_total{to="solana/devnet",outcome="refused"} 1')
  })
})
