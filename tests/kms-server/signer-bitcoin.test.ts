/** PSBTs: what is signed is valid to another implementation, and what could hide a fee or be changed later is refused. */
import { randomBytes } from "node:crypto"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { base58 } from "@scure/base"
import { p2tr, p2wpkh, SigHash, Transaction } from "@scure/btc-signer"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { AddressFormat } from "~protocol"
import { openTestSigner, runs, signTask, type TestWallet } from "./signer-bench"

type Bitcoin = Extract<AddressFormat, "BitcoinSegwit" | "BitcoinTaproot">

const bench = openTestSigner()
let wallet: TestWallet

beforeAll(async () => {
  wallet = await bench.createWallet()
})

const stranger = secp256k1.getPublicKey(secp256k1.utils.randomSecretKey())
const elsewhere = p2wpkh(stranger).script

async function sign(format: Bitcoin, psbt: Uint8Array): Promise<Transaction> {
  const { signed } = await bench.carryOut(signTask(wallet, format, "bitcoin-psbt", psbt))
  return Transaction.fromPSBT(Uint8Array.from(signed))
}

function scriptOf(format: Bitcoin): Uint8Array {
  const { publicKey } = signTask(wallet, format, "bitcoin-psbt", new Uint8Array()).account
  const key = base58.decode(publicKey)
  return format === "BitcoinSegwit" ? p2wpkh(key).script : p2tr(key.subarray(1)).script
}

/** A transaction that pays to a script, for another to spend. */
function funding(script: Uint8Array, amount: bigint): Transaction {
  const transaction = new Transaction()
  transaction.addInput({ txid: randomBytes(32), index: 0 })
  transaction.addOutput({ script, amount })
  return transaction
}

type Spent = { script: Uint8Array; amount?: bigint; isWhole?: boolean; sighashType?: number }

function psbtOf(spent: Spent[], version: 0 | 2 = 0): Transaction {
  const transaction = new Transaction({ PSBTVersion: version })
  for (const { script, amount = 10_000n, isWhole = false, sighashType } of spent) {
    const from = funding(script, amount)
    const input = { txid: from.id, index: 0, ...(sighashType === undefined ? {} : { sighashType }) }
    transaction.addInput({
      ...input,
      ...(isWhole ? { nonWitnessUtxo: from.toBytes(true, false) } : { witnessUtxo: { script, amount } }),
    })
  }
  transaction.addOutput({ script: elsewhere, amount: 9_000n })
  return transaction
}

describe("a PSBT", () => {
  it.each(["BitcoinSegwit", "BitcoinTaproot"] as const)(
    "of one input of %s is signed so that it can be sent",
    async (format) => {
      for (const version of [0, 2] as const) {
        const signed = await sign(format, psbtOf([{ script: scriptOf(format) }], version).toPSBT())
        expect(signed.isFinal).toBe(false)
        signed.finalize()
        expect(signed.isFinal).toBe(true)
      }
    },
  )

  it("is signed as the library itself would with the same key", async () => {
    const privateKey = Uint8Array.from(randomBytes(32))
    const own = openTestSigner({ entropySource: () => Uint8Array.from(privateKey) })
    for (const addressFormat of ["BitcoinSegwit", "BitcoinTaproot"] as const) {
      const derivation = { derivationPath: "m", curve: "Secp256k1", addressFormat } as const
      const made = await own.createWallet({ kind: "keypair", curve: "Secp256k1" }, [derivation])
      const publicKey = secp256k1.getPublicKey(privateKey)
      const isSegwit = addressFormat === "BitcoinSegwit"
      const script = isSegwit ? p2wpkh(publicKey).script : p2tr(publicKey.subarray(1)).script
      const psbt = psbtOf([{ script }])
      const { signed } = await own.carryOut(signTask(made, addressFormat, "bitcoin-psbt", psbt.toPSBT()))
      if (!isSegwit) psbt.updateInput(0, { tapInternalKey: publicKey.subarray(1) })
      psbt.sign(privateKey, undefined, new Uint8Array(32))
      const [mine, theirs] = [Transaction.fromPSBT(Uint8Array.from(signed)).getInput(0), psbt.getInput(0)]
      expect(mine.partialSig).toEqual(theirs.partialSig)
      expect(mine.tapKeySig).toEqual(theirs.tapKeySig)
    }
  })

  it("of several parties gets the signatures of this account's inputs, and no others", async () => {
    const spent = [
      { script: elsewhere },
      { script: scriptOf("BitcoinTaproot") },
      { script: scriptOf("BitcoinTaproot") },
    ]
    const signed = await sign("BitcoinTaproot", psbtOf(spent).toPSBT())
    expect([0, 1, 2].map((place) => signed.getInput(place).tapKeySig?.length)).toEqual([undefined, 64, 64])
    expect(signed.getInput(0).partialSig).toBeUndefined()
  })

  it("without an input of this account is refused", async () => {
    const others = [{ script: elsewhere }, { script: scriptOf("BitcoinTaproot"), isWhole: true }]
    await expect(sign("BitcoinSegwit", psbtOf(others).toPSBT())).rejects.toThrow("no input of the PSBT")
    await expect(sign("BitcoinSegwit", psbtOf([]).toPSBT())).rejects.toMatchObject({ code: "ORDER_REFUSED" })
  })

  const partial = [
    SigHash.NONE,
    SigHash.SINGLE,
    SigHash.ALL_ANYONECANPAY,
    SigHash.NONE_ANYONECANPAY,
    SigHash.SINGLE_ANYONECANPAY,
  ]
  it.each(partial)(
    "that asks for the sighash %i is refused: it would cover less than was shown",
    async (sighashType) => {
      for (const format of ["BitcoinSegwit", "BitcoinTaproot"] as const) {
        const psbt = psbtOf([{ script: scriptOf(format), sighashType }]).toPSBT()
        await expect(sign(format, psbt)).rejects.toThrow("another sighash")
      }
    },
  )

  it("that asks for ALL by name is signed, and a Taproot signature says so", async () => {
    const sighashType = SigHash.ALL
    const segwit = await sign(
      "BitcoinSegwit",
      psbtOf([{ script: scriptOf("BitcoinSegwit"), sighashType }]).toPSBT(),
    )
    expect(segwit.getInput(0).partialSig?.[0]?.[1].at(-1)).toBe(1)
    const taproot = await sign(
      "BitcoinTaproot",
      psbtOf([{ script: scriptOf("BitcoinTaproot"), sighashType }]).toPSBT(),
    )
    expect(taproot.getInput(0).tapKeySig).toHaveLength(65)
    taproot.finalize()
  })

  it("of several SegWit inputs needs whole previous transactions, which cannot lie about amounts", async () => {
    const script = scriptOf("BitcoinSegwit")
    const lying = psbtOf([{ script }, { script, amount: 1_000_000n }]).toPSBT()
    await expect(sign("BitcoinSegwit", lying)).rejects.toThrow("whole previous transaction")
    const whole = psbtOf([
      { script, isWhole: true },
      { script, isWhole: true },
    ]).toPSBT()
    const signed = await sign("BitcoinSegwit", whole)
    signed.finalize()
    expect(signed.isFinal).toBe(true)
  })

  it("whose previous transaction is not the one that is spent is refused", async () => {
    const script = scriptOf("BitcoinSegwit")
    const psbt = psbtOf([{ script, isWhole: true }]).toPSBT()
    const at = Buffer.from(psbt).lastIndexOf(Buffer.from(script))
    const amount = Uint8Array.from(psbt)
    amount[at - 9] = (amount[at - 9] ?? 0) ^ 1
    await expect(sign("BitcoinSegwit", amount)).rejects.toThrow("cannot be read")
  })

  it("that does not say what each input spends is refused", async () => {
    const psbt = psbtOf([{ script: scriptOf("BitcoinTaproot") }])
    psbt.addInput({ txid: randomBytes(32), index: 1 })
    await expect(sign("BitcoinTaproot", psbt.toPSBT())).rejects.toThrow("what each input spends")
  })

  it("that brings a signature of this account that is none is refused, or has it replaced", async () => {
    const script = scriptOf("BitcoinTaproot")
    const taproot = psbtOf([{ script }])
    taproot.updateInput(0, { tapKeySig: randomBytes(64) }, true)
    const brought = await sign("BitcoinTaproot", taproot.toPSBT()).catch((thrown) => thrown)
    const genuine = await sign("BitcoinTaproot", psbtOf([{ script }]).toPSBT())
    if (brought instanceof Transaction) brought.finalize()
    else expect(brought.code).toBe("ORDER_REFUSED")
    expect(genuine.getInput(0).tapKeySig).toHaveLength(64)
  })

  it("of more than a hundred inputs is refused", async () => {
    const script = scriptOf("BitcoinTaproot")
    const psbt = psbtOf(Array.from({ length: 101 }, () => ({ script }))).toPSBT()
    await expect(sign("BitcoinTaproot", psbt)).rejects.toThrow("more than 100")
  })

  it("of any bytes is signed or refused, and nothing else", async () => {
    const genuine = psbtOf([{ script: scriptOf("BitcoinTaproot") }]).toPSBT()
    const altered = fc.tuple(fc.nat({ max: genuine.length - 1 }), fc.nat({ max: 255 })).map(([at, value]) => {
      const bytes = Uint8Array.from(genuine)
      bytes[at] = value
      return bytes
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), altered), async (payload) => {
        const outcome = await bench
          .carryOut(signTask(wallet, "BitcoinTaproot", "bitcoin-psbt", payload))
          .catch((thrown) => thrown)
        expect(["ORDER_REFUSED", "signed"]).toContain(outcome.code ?? Object.keys(outcome)[0])
      }),
      { numRuns: runs(200) },
    )
  })
})
