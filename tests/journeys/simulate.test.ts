/**
 * What is simulated is what happens: transactions are tried on a real Ethereum and a real Solana chain, as the wallet
 * tries them, and then really sent. The two come to the same.
 */
import { base64 } from "@scure/base"
import {
  type Address,
  appendTransactionMessageInstructions,
  createKeyPairSignerFromPrivateKeyBytes,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  type Instruction,
  type KeyPairSigner,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit"
import { getCreateAccountInstruction, getTransferSolInstruction } from "@solana-program/system"
import {
  findAssociatedTokenPda,
  getApproveInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getInitializeMint2Instruction,
  getMintToInstruction,
  getSetAuthorityInstruction,
  getTransferCheckedInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token"
import { getAddress, type Hex, hexToBigInt, parseEther } from "viem"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openNetworks } from "~background/chains/networks"
import type {
  EthereumTransactionPayload,
  Payload,
  SolanaTransactionPayload,
} from "~background/consent/payload"
import { readHoldings } from "~background/insights/holdings"
import { openSimulator, type Simulator } from "~background/simulate"
import type { Chain, Simulation } from "~protocol"
import { type Chains, rpc, startChains } from "~scripts"
import { startNode } from "../background/support/nodes"
import { freePort } from "../support/free-port"
import { smallTokenCode, tokenCall } from "../support/small-token"

const ETHEREUM = "eip155:31337"
const SOLANA = "solana:localnet"
const TOKEN = getAddress(`0x${"5a".repeat(20)}`)
const ether = { chain: ETHEREUM, address: null, tokenId: null }
const token = { chain: ETHEREUM, address: TOKEN, tokenId: null }

let chains: Chains
let simulator: Simulator
let networks: ReturnType<typeof openNetworks>

beforeAll(async () => {
  chains = await startChains({ ethereum: await freePort(), solana: await freePort() })
  const known = [
    chainAt(ETHEREUM, "ethereum", chains.ethereumUrl),
    chainAt(SOLANA, "solana", chains.solanaUrl),
  ]
  const find = async (id: string) => known.find((chain) => chain.id === id) ?? null
  networks = openNetworks({ find })
  simulator = openSimulator({ networks, now: Date.now, timeoutMs: 20_000 })
}, 60_000)
afterAll(() => chains?.stop())

function chainAt(id: string, family: Chain["family"], url: string): Chain {
  const currency = family === "ethereum" ? { symbol: "ETH", decimals: 18 } : { symbol: "SOL", decimals: 9 }
  return { id, family, kind: "local", name: id, currency, rpcUrls: [url], explorerUrl: null } as Chain
}

async function simulated(payload: Payload, fees: (string | null)[] = []): Promise<Simulation> {
  const done = await simulator.run({ payload, origin: undefined, fees }, () => true)
  if (done === null) throw new Error("nobody waited for it")
  return done
}

const changesOf = (simulation: Simulation) =>
  Object.fromEntries(
    (simulation.status === "known" ? simulation.changes : []).map(({ asset, delta }) => [
      asset.address ?? "currency",
      BigInt(delta),
    ]),
  )

describe("on Ethereum", () => {
  let me: Hex
  let friend: Hex
  const ask = <T>(method: string, params: unknown[]) => rpc<T>(chains.ethereumUrl, method, params)

  beforeAll(async () => {
    ;[me, friend] = (await ask<Hex[]>("eth_accounts", [])) as [Hex, Hex]
    await ask("anvil_setCode", [TOKEN, smallTokenCode])
    await ask("anvil_setStorageAt", [TOKEN, `0x${me.slice(2).padStart(64, "0")}`, `0x${"0".repeat(61)}3e8`])
  })

  type Tried = { to: Hex; wei?: bigint; data?: Hex }
  const payloadOf = ({ to, wei = 0n, data = "0x" }: Tried): EthereumTransactionPayload => ({
    ...{ kind: "ethereum-transaction", address: me, chainId: 31337, to, wei: `${wei}`, data, gas: "200000" },
    fee: { type: "eip1559", maxFeePerGas: "2000000000", maxPriorityFeePerGas: "0" },
    ...{ accessList: [], nonce: null, submits: true },
  })

  async function held(): Promise<{ currency: bigint; token: bigint }> {
    const [wei, word] = await Promise.all([
      ask<Hex>("eth_getBalance", [me, "latest"]),
      ask<Hex>("eth_call", [{ to: TOKEN, data: tokenCall.balanceOf(me) }, "latest"]),
    ])
    return { currency: hexToBigInt(wei), token: hexToBigInt(word) }
  }

  /** Sends it, and says what there is more or less of, the fee aside. */
  async function sent({ to, wei = 0n, data = "0x" }: Tried) {
    const before = await held()
    const asked = { from: me, to, value: `0x${wei.toString(16)}`, data, gas: "0x30d40" }
    const hash = await ask<Hex>("eth_sendTransaction", [asked])
    const receipt = await ask<{ gasUsed: Hex; effectiveGasPrice: Hex }>("eth_getTransactionReceipt", [hash])
    const fee = hexToBigInt(receipt.gasUsed) * hexToBigInt(receipt.effectiveGasPrice)
    const after = await held()
    const all = { currency: after.currency - before.currency + fee, [TOKEN]: after.token - before.token }
    return Object.fromEntries(Object.entries(all).filter(([, delta]) => delta !== 0n))
  }

  test.each<[string, () => Tried]>([
    ["a payment", () => ({ to: friend, wei: parseEther("0.25") })],
    ["a payment to oneself", () => ({ to: me, wei: 5n })],
    ["a token's transfer", () => ({ to: TOKEN, data: tokenCall.transfer(friend, 40n) })],
    ["a swap", () => ({ to: TOKEN, wei: 300n, data: tokenCall.swap() })],
  ])("%s comes to what was simulated", async (_name, make) => {
    const simulation = await simulated(payloadOf(make()))
    expect(simulation).toMatchObject({ status: "known", isPartial: false, approvals: [] })
    expect(changesOf(simulation)).toEqual(await sent(make()))
  })

  test("an approval is found with its spender and amount, or without a bound", async () => {
    const approving = async (amount: bigint) =>
      simulated(payloadOf({ to: TOKEN, data: tokenCall.approve(friend, amount) }))
    const spender = getAddress(friend)
    expect(await approving(25n)).toMatchObject({
      changes: [],
      approvals: [{ asset: token, amount: "25", spender }],
    })
    expect(await approving(2n ** 256n - 1n)).toMatchObject({ approvals: [{ amount: null, spender }] })
  })

  test("more than there is fails with the contract's own reason", async () => {
    const payload = payloadOf({ to: TOKEN, data: tokenCall.transfer(friend, 10n ** 30n) })
    expect(await simulated(payload)).toMatchObject({ status: "fails", reason: "not enough" })
    const unknown = payloadOf({ to: TOKEN, data: "0x12345678" })
    expect(await simulated(unknown)).toMatchObject({ reason: "the contract gives no reason" })
    const poor = await simulated(payloadOf({ to: friend, wei: 10n ** 30n }))
    expect(poor.status).toBe("fails")
  })

  test("calls of a batch are tried one after the other, each on what the one before left", async () => {
    const items = [
      payloadOf({ to: TOKEN, wei: 10n ** 15n, data: tokenCall.swap() }),
      payloadOf({ to: TOKEN, data: tokenCall.transfer(friend, 2n * 10n ** 15n) }),
    ]
    expect((await simulated(items[1] as Payload)).status).toBe("fails")
    const both = await simulated({ kind: "batch", items, submits: true } as unknown as Payload)
    expect(changesOf(both)).toEqual({ currency: -(10n ** 15n) })
  })

  test("what is held of what goes is what the chain says", async () => {
    const { currency, token: amount } = await held()
    const asked = { chain: ETHEREUM, account: me, assets: [ether, token] }
    expect(await readHoldings(asked, { networks, origin: undefined })).toEqual([
      { asset: ether, amount: `${currency}` },
      { asset: token, amount: `${amount}` },
    ])
  })

  test("a node that cannot try a whole block tries the first call with a trace, or for success alone", async () => {
    const lacks = new Set(["eth_simulateV1"])
    const poorer = await startNode(async (call) => {
      if (lacks.has(call.method)) throw { code: -32601, message: "Method not found" }
      const headers = { "content-type": "application/json" }
      const body = JSON.stringify({ jsonrpc: "2.0", ...call })
      const { result, error } = await (
        await fetch(chains.ethereumUrl, { method: "POST", headers, body })
      ).json()
      if (error) throw error
      return result
    })
    const find = async () => chainAt(ETHEREUM, "ethereum", poorer.url)
    const open = () => openSimulator({ networks: openNetworks({ find }), now: Date.now, timeoutMs: 20_000 })
    const run = (payload: Payload) => open().run({ payload, origin: undefined, fees: [] }, () => true)
    const swap = payloadOf({ to: TOKEN, wei: 300n, data: tokenCall.swap() })
    const tooMuch = payloadOf({ to: TOKEN, data: tokenCall.transfer(friend, 10n ** 30n) })
    const whole = await simulated(swap)
    expect(await run(swap)).toEqual(whole)
    expect(await run(tooMuch)).toMatchObject({ status: "fails", reason: "not enough" })
    lacks.add("debug_traceCall")
    expect(await run(swap)).toMatchObject({ changes: [{ asset: ether, delta: "-300" }], isPartial: true })
    expect(await run(tooMuch)).toMatchObject({ status: "fails", reason: "not enough" })
    await poorer.stop()
  })

  test("nothing of it is on the chain afterwards, and a new block is noticed", async () => {
    const before = await held()
    const payload = payloadOf({ to: friend, wei: 7n })
    const simulation = await simulated(payload)
    expect(await held()).toEqual(before)
    const at = "at" in simulation ? simulation.at : ""
    const asked = { payload, origin: undefined, fees: [] }
    expect(await simulator.hasMoved(asked, at)).toBe(false)
    await ask("anvil_mine", [])
    expect(await simulator.hasMoved(asked, at)).toBe(true)
  })
})

describe("on Solana", () => {
  let me: KeyPairSigner
  let friend: Address
  let mint: KeyPairSigner
  let mine: Address
  let theirs: Address

  const signerOf = (byte: number) => createKeyPairSignerFromPrivateKeyBytes(new Uint8Array(32).fill(byte))

  beforeAll(async () => {
    ;[me, mint] = [await signerOf(3), await signerOf(4)]
    friend = (await signerOf(5)).address
    for (const to of [me.address, friend]) {
      await rpc(chains.solanaUrl, "requestAirdrop", [to, 5_000_000_000])
    }
    const ataOf = async (owner: Address) =>
      (await findAssociatedTokenPda({ owner, mint: mint.address, tokenProgram: TOKEN_PROGRAM_ADDRESS }))[0]
    ;[mine, theirs] = [await ataOf(me.address), await ataOf(friend)]
    const made = (owner: Address, ata: Address) =>
      getCreateAssociatedTokenIdempotentInstruction({ payer: me, owner, ata, mint: mint.address })
    await send([
      getCreateAccountInstruction({
        ...{
          payer: me,
          newAccount: mint,
          lamports: 2_000_000n,
          space: 82,
          programAddress: TOKEN_PROGRAM_ADDRESS,
        },
      }),
      getInitializeMint2Instruction({ mint: mint.address, decimals: 2, mintAuthority: me.address }),
      made(me.address, mine),
      made(friend, theirs),
      getMintToInstruction({ mint: mint.address, token: mine, mintAuthority: me, amount: 900n }),
    ])
  }, 60_000)

  async function transactionOf(instructions: Instruction[]): Promise<string> {
    const { value } = await rpc<{ value: { blockhash: string } }>(chains.solanaUrl, "getLatestBlockhash", [])
    const lifetime = { blockhash: value.blockhash, lastValidBlockHeight: 10n ** 9n } as never
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (draft) => setTransactionMessageFeePayerSigner(me, draft),
      (draft) => setTransactionMessageLifetimeUsingBlockhash(lifetime, draft),
      (draft) => appendTransactionMessageInstructions(instructions, draft),
    )
    return getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message))
  }

  async function send(instructions: Instruction[]): Promise<void> {
    const signed = await transactionOf(instructions)
    const name = await rpc<string>(chains.solanaUrl, "sendTransaction", [signed, { encoding: "base64" }])
    for (let n = 0; n < 100; n++) {
      const { value } = await rpc<{ value: ({ err: unknown } | null)[] }>(
        chains.solanaUrl,
        "getSignatureStatuses",
        [[name]],
      )
      expect(value[0]?.err ?? null).toBeNull()
      if (value[0]) return
      await new Promise((resume) => setTimeout(resume, 50))
    }
    throw new Error("it was never carried out")
  }

  /** Without the signatures, as a page brings it. */
  const payloadOf = async (instructions: Instruction[]): Promise<SolanaTransactionPayload> => {
    const bytes = base64.decode(await transactionOf(instructions))
    bytes.fill(0, 1, 1 + 64 * (bytes[0] ?? 0))
    const transaction = base64.encode(bytes)
    return { kind: "solana-transaction", address: me.address, chain: SOLANA, transaction, submits: {} }
  }

  async function held(): Promise<{ currency: bigint; token: bigint }> {
    const { value } = await rpc<{ value: number }>(chains.solanaUrl, "getBalance", [me.address])
    const asset = { chain: SOLANA, address: mint.address as string, tokenId: null }
    const asked = { chain: SOLANA, account: me.address, assets: [asset] }
    const [tokens] = await readHoldings(asked, { networks, origin: undefined })
    return { currency: BigInt(value), token: BigInt(tokens?.amount ?? "-1") }
  }

  const FEE = "5000"
  const pay = (amount: bigint) =>
    getTransferSolInstruction({ source: me, destination: friend, amount }) as Instruction
  const give = (amount: bigint) =>
    getTransferCheckedInstruction({
      ...{ source: mine, mint: mint.address, destination: theirs, authority: me, amount, decimals: 2 },
    }) as Instruction

  test.each<[string, () => Instruction[]]>([
    ["a payment", () => [pay(70_000_000n)]],
    ["a token's transfer", () => [give(40n)]],
    ["both at once", () => [pay(1_000_000n), give(3n)]],
  ])("%s comes to what was simulated", async (_name, make) => {
    const simulation = await simulated(await payloadOf(make()), [FEE])
    expect(simulation).toMatchObject({ status: "known", isPartial: false, approvals: [] })
    const before = await held()
    await send(make())
    const after = await held()
    const all = {
      currency: after.currency - before.currency + BigInt(FEE),
      [mint.address]: after.token - before.token,
    }
    expect(changesOf(simulation)).toEqual(
      Object.fromEntries(Object.entries(all).filter(([, delta]) => delta !== 0n)),
    )
  })

  test("somebody who may take tokens afterwards is found", async () => {
    const instruction = getApproveInstruction({ source: mine, delegate: friend, owner: me, amount: 12n })
    expect(await simulated(await payloadOf([instruction]), [FEE])).toMatchObject({
      changes: [],
      approvals: [{ asset: { address: mint.address }, amount: "12", spender: friend }],
    })
  })

  test("an account that is given away is a loss of all that is in it", async () => {
    const { token: amount } = await held()
    const AccountOwner = 2
    const instruction = getSetAuthorityInstruction({
      ...{ owned: mine, owner: me, authorityType: AccountOwner, newAuthority: friend },
    })
    const simulation = await simulated(await payloadOf([instruction]), [FEE])
    expect(changesOf(simulation)).toEqual({ [mint.address]: -amount })
  })

  test("more than there is fails, and it is said why", async () => {
    const tokens = await simulated(await payloadOf([give(10n ** 12n)]), [FEE])
    expect(tokens).toMatchObject({ status: "fails", reason: expect.stringMatching(/insufficient funds/i) })
    const lamports = await simulated(await payloadOf([pay(10n ** 15n)]), [FEE])
    expect(lamports).toMatchObject({
      status: "fails",
      reason: expect.stringMatching(/insufficient lamports/i),
    })
  })
})
