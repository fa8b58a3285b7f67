/** Solana transactions, one and several in one consent, from what a site asks for to its answer. */
import { ed25519 } from "@noble/curves/ed25519.js"
import { base58, base64 } from "@scure/base"
import {
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { solanaAddress } from "./support/kms"
import { solanaTransaction } from "./support/solana-transaction"
import {
  connectPage,
  eventually,
  openGate,
  openPage,
  openStage,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "./support/stage"

const owner = new PublicKey(solanaAddress)
const other = Keypair.fromSeed(new Uint8Array(32).fill(5))
const BLOCKHASH = base58.encode(new Uint8Array(32).fill(7))

let stage: Stage
let page: TestPage
beforeEach(async () => {
  stage = await openStage()
  stage.networks.ledger.confirmsAtOnce = true
  page = openPage(stage)
  await stage.createWallet()
  await connectPage(stage, page, "solana_connect")
})
afterEach(() => stage.stop())

const encode = (transaction: { serialize(how?: object): Uint8Array }) =>
  base64.encode(
    Uint8Array.from(transaction.serialize({ requireAllSignatures: false, verifySignatures: false })),
  )

function transfer(from: PublicKey, lamports: number): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey: from, toPubkey: other.publicKey, lamports })
}

function legacy(payer: PublicKey, ...instructions: TransactionInstruction[]): Transaction {
  return new Transaction({ feePayer: payer, recentBlockhash: BLOCKHASH } as never).add(...instructions)
}

function versioned(...instructions: TransactionInstruction[]): VersionedTransaction {
  const message = new TransactionMessage({ payerKey: owner, recentBlockhash: BLOCKHASH, instructions })
  return new VersionedTransaction(message.compileToV0Message())
}

function isSignedByOwner(signed: string): boolean {
  const { message, signatures } = VersionedTransaction.deserialize(base64.decode(signed))
  const at = message.staticAccountKeys.findIndex((key) => key.equals(owner))
  return ed25519.verify(signatures[at] ?? new Uint8Array(64), message.serialize(), owner.toBytes())
}

async function sign(...transactions: string[]): Promise<string[]> {
  const id = page.ask("solana_signTransactions", { address: solanaAddress, transactions })
  await stage.decide(await shownConsent(stage))
  return (resultOf(await page.answer(id)) as { transactions: string[] }).transactions
}

const countOf = (method: string) => stage.networks.asked.filter((asked) => asked === method).length

describe("several transactions that are signed", () => {
  test("are all shown in one consent, signed, and given back in their order", async () => {
    const transactions = [legacy(owner, transfer(owner, 1)), versioned(transfer(owner, 2))].map(encode)
    const id = page.ask("solana_signTransactions", { address: solanaAddress, transactions })
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({
      kind: "batch",
      submits: false,
      chain: { id: "solana:localnet" },
      calls: [
        { version: "legacy", feeLamports: "5000", instructions: [{ name: "transfer", lamports: "1" }] },
        { version: "0", feeLamports: "5000", instructions: [{ name: "transfer", lamports: "2" }] },
      ],
    })
    await stage.decide(view)
    const signed = (resultOf(await page.answer(id)) as { transactions: string[] }).transactions
    expect(signed.map(isSignedByOwner)).toEqual([true, true])
    expect(signed.map((one) => base64.decode(one).slice(65))).toEqual(
      transactions.map((one) => base64.decode(one).slice(65)),
    )
    expect(stage.windows.opened()).toBe(2)
    expect(countOf("sendTransaction")).toBe(0)
  })

  test("keep the signatures that others have made, wherever ours belongs", async () => {
    const paidByOther = legacy(other.publicKey, transfer(owner, 1))
    paidByOther.partialSign(other)
    const paidByOwner = versioned(transfer(other.publicKey, 1))
    paidByOwner.sign([other])
    const before = [paidByOther.signature, paidByOwner.signatures[1]]
    const signed = (await sign(encode(paidByOther), encode(paidByOwner))).map((one) =>
      VersionedTransaction.deserialize(base64.decode(one)),
    )
    expect([signed[0]?.signatures[0], signed[1]?.signatures[1]]).toEqual(
      before.map((signature) => Uint8Array.from(signature ?? [])),
    )
    expect(Transaction.from(Buffer.from(signed[0]?.serialize() ?? [])).verifySignatures()).toBe(true)
  })

  test("are shown as any other where it is only one", async () => {
    const transactions = [encode(versioned(transfer(owner, 1)))]
    const id = page.ask("solana_signTransactions", { address: solanaAddress, transactions })
    const view = await shownConsent(stage)
    expect(view.subject).toMatchObject({ kind: "transaction", submits: false })
    await stage.decide(view)
    const signed = (resultOf(await page.answer(id)) as { transactions: string[] }).transactions
    expect(signed.map(isSignedByOwner)).toEqual([true])
  })

  test("may be the same one twice", async () => {
    const transaction = encode(versioned(transfer(owner, 1)))
    const [first, second] = await sign(transaction, transaction)
    expect(first).toBe(second)
  })

  test("may live by a durable nonce", async () => {
    const nonce = Keypair.fromSeed(new Uint8Array(32).fill(6)).publicKey
    const advance = SystemProgram.nonceAdvance({ noncePubkey: nonce, authorizedPubkey: owner })
    const message = legacy(owner, advance, transfer(owner, 1))
    expect((await sign(encode(message))).map(isSignedByOwner)).toEqual([true])
  })

  test("are refused whole, and before anybody is asked, for one that cannot be signed", async () => {
    const good = encode(versioned(transfer(owner, 1)))
    const ask = async (...transactions: unknown[]) => {
      const answer = await page.request("solana_signTransactions", { address: solanaAddress, transactions })
      return "error" in answer ? answer.error : null
    }
    const foreign = legacy(other.publicKey, transfer(other.publicKey, 1))
    const bad = [base64.encode(base64.decode(good).slice(0, -1)), encode(foreign), "AAAA", "?", 5]
    for (const one of bad) {
      const error = await ask(good, one)
      expect(error).toMatchObject({ code: -32602, data: { reason: "PARAMS_INVALID" } })
      expect(error?.data.where).toMatch(/^params\.transactions\.1/)
    }
    expect(await ask()).toMatchObject({ code: -32602 })
    expect(await ask(...Array(21).fill(good))).toMatchObject({ code: -32602 })
    expect(await stage.consents()).toEqual([])
  })

  test("are not signed for an account or a chain that is not the site's to ask for", async () => {
    const transactions = [solanaTransaction("a"), solanaTransaction("b")]
    const ask = async (more: object) =>
      reasonOf(
        await page.request("solana_signTransactions", { address: solanaAddress, transactions, ...more }),
      )
    expect(await ask({ address: other.publicKey.toBase58() })).toBe("ACCOUNT_NOT_CONNECTED")
    expect(await ask({ chain: "solana:nowhere" })).toBe("CHAIN_UNSUPPORTED")
    expect(await ask({ chain: "eip155:31337" })).toBe("CHAIN_UNSUPPORTED")
    expect(await ask({ chain: "" })).toBe("PARAMS_INVALID")
    const stranger = openPage(stage, { ...pageOf("https://other.example") })
    const answer = await stranger.request("solana_signTransactions", { address: solanaAddress, transactions })
    expect(reasonOf(answer)).toBe("ORIGIN_NOT_CONNECTED")
  })

  test("are none of them given to the page when the KMS refuses or lies", async () => {
    const transactions = [solanaTransaction("a"), solanaTransaction("b")]
    for (const [trouble, reason] of [
      ["refuses", "KMS_REFUSED"],
      ["lies", "SIGNATURE_WRONG"],
    ] as const) {
      stage.kms.faults[trouble] = true
      const id = page.ask("solana_signTransactions", { address: solanaAddress, transactions })
      await stage.decide(await shownConsent(stage))
      expect(reasonOf(await page.answer(id))).toBe(reason)
      stage.kms.faults[trouble] = false
    }
  })
})

function pageOf(origin: string) {
  return {
    id: "countersign-id",
    url: `${origin}/`,
    origin,
    tab: { id: 2, windowId: 1 },
    frameId: 0,
    documentId: "other",
  }
}

describe("several transactions that are sent", () => {
  type Output = { signature?: string; error?: { code: number; data: { reason: string } } }

  function send(mode: "serial" | "parallel", memos: string[]) {
    const transactions = memos.map((memo) => ({ transaction: solanaTransaction(memo) }))
    return page.ask("solana_signAndSendTransactions", { address: solanaAddress, mode, transactions })
  }

  async function outputsOf(id: string): Promise<Output[]> {
    return (resultOf(await page.answer(id)) as { outputs: Output[] }).outputs
  }

  const reasons = (outputs: Output[]) => outputs.map(({ error }) => error?.data.reason ?? "sent")

  for (const mode of ["serial", "parallel"] as const) {
    test(`are approved once and signed all before the first is sent (${mode})`, async () => {
      const id = send(mode, ["a", "b", "c"])
      const view = await shownConsent(stage)
      expect(view.subject).toMatchObject({ kind: "batch", submits: true, calls: [{}, {}, {}] })
      const gate = openGate()
      Object.assign(stage.networks.faults, { hold: "sendTransaction", held: gate.closed })
      await stage.decide(view)
      await eventually(() => countOf("sendTransaction") > 0)
      expect(stage.kms.signatures).toHaveLength(3)
      gate.open()
      const outputs = await outputsOf(id)
      expect(reasons(outputs)).toEqual(["sent", "sent", "sent"])
      const taken = stage.networks.solanaTaken.map((raw) => base64.decode(raw).slice(1, 65))
      const signatures = outputs.map(({ signature }) => base64.decode(signature ?? ""))
      expect(signatures.map((one) => base58.encode(one)).sort()).toEqual(
        taken.map((one) => base58.encode(one)).sort(),
      )
    })
  }

  test("are each told what became of them when the network refuses", async () => {
    stage.networks.faults.refuses = true
    const id = send("parallel", ["a", "b"])
    await stage.decide(await shownConsent(stage))
    const outputs = await outputsOf(id)
    expect(outputs).toMatchObject([{ error: { code: -32003 } }, { error: { code: -32003 } }])
    expect(reasons(outputs)).toEqual(["RPC_REFUSED", "RPC_REFUSED"])
  })

  test("stop at the first that is refused where each builds on the one before", async () => {
    const gate = openGate()
    Object.assign(stage.networks.faults, { hold: "getSignatureStatuses", held: gate.closed })
    const id = send("serial", ["a", "b", "c"])
    await stage.decide(await shownConsent(stage))
    await eventually(() => countOf("getSignatureStatuses") > 0)
    expect(countOf("sendTransaction")).toBe(1)
    stage.networks.faults.refuses = true
    gate.open()
    expect(reasons(await outputsOf(id))).toEqual(["sent", "RPC_REFUSED", "TRANSACTION_NOT_SENT"])
    expect(stage.networks.solanaTaken).toHaveLength(1)
  })

  test("must have every other signature, and options that the network knows", async () => {
    const missing = encode(versioned(transfer(other.publicKey, 1)))
    const ask = async (item: object, more: object = {}) => {
      const transactions = [{ transaction: solanaTransaction("a") }, item]
      const asked = { address: solanaAddress, mode: "serial", transactions, ...more }
      return reasonOf(await page.request("solana_signAndSendTransactions", asked))
    }
    expect(await ask({ transaction: missing })).toBe("PARAMS_INVALID")
    const transaction = solanaTransaction("b")
    for (const options of [
      { maxRetries: -1 },
      { minContextSlot: 1.5 },
      { preflightCommitment: "max" },
      { x: 1 },
    ])
      expect(await ask({ transaction, options })).toBe("PARAMS_INVALID")
    expect(await ask({ transaction }, { mode: "all" })).toBe("PARAMS_INVALID")
    expect(await stage.consents()).toEqual([])
  })

  /** Approves while the worker is to die at its nth use of the store, and brings up the next once it has. */
  async function approveAndDie(id: string, uses: number): Promise<void> {
    const view = await shownConsent(stage)
    stage.killAtUse(uses)
    const deciding = stage.decide(view)
    await eventually(() => !stage.isAlive() || page.answers.has(id))
    stage.kill()
    await deciding
    stage.revive()
    page.connect()
    const still = await eventually(
      async () => page.answers.get(id) ?? (await stage.consents())[0] ?? isGoing(),
    )
    if (typeof still === "object" && "subject" in still) await stage.decide(still)
  }

  /** Approved, and on its way without anybody's help. */
  async function isGoing(): Promise<boolean> {
    const unsettled = await (await stage.store()).getAll("consents")
    return unsettled.some(({ status }) => ["approved", "stamped", "signed"].includes(status))
  }

  for (const mode of ["serial", "parallel"] as const) {
    test(`are signed and sent once each, whenever the worker dies (${mode})`, async () => {
      const deaths = Array.from({ length: 13 }, (_, at) => 2 * at + (mode === "serial" ? 0 : 1))
      for (const uses of deaths) {
        const id = send(mode, [`${uses} a`, `${uses} b`])
        await approveAndDie(id, uses)
        expect(reasons(await outputsOf(id))).toEqual(["sent", "sent"])
        expect(page.answers.get(id)).toHaveLength(1)
      }
      expect(stage.kms.signatures).toHaveLength(2 * deaths.length)
      expect(new Set(stage.networks.solanaTaken).size).toBe(2 * deaths.length)
      expect(stage.networks.solanaTaken).toHaveLength(2 * deaths.length)
    }, 60_000)
  }

  test("go on where the worker died between two of them", async () => {
    const gate = openGate()
    Object.assign(stage.networks.faults, { hold: "getSignatureStatuses", held: gate.closed })
    const id = send("serial", ["a", "b"])
    await stage.decide(await shownConsent(stage))
    await eventually(() => countOf("getSignatureStatuses") > 0)
    stage.kill()
    gate.open()
    stage.revive()
    page.connect()
    expect(reasons(await outputsOf(id))).toEqual(["sent", "sent"])
    expect([stage.kms.signatures.length, stage.networks.solanaTaken.length]).toEqual([2, 2])
  })
})

test("a transaction without a chain is for the one that the wallet has Solana sites on", async () => {
  page.ask("solana_signTransaction", { address: solanaAddress, transaction: solanaTransaction("a") })
  expect((await shownConsent(stage)).subject).toMatchObject({ chain: { id: "solana:localnet" } })
})
