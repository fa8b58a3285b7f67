/** What a PSBT does not pay back to the account leaves it, and its fee cannot be lied about. */
import { randomBytes } from "node:crypto"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { NETWORK, p2pkh, p2tr, p2wpkh, SigHash, Transaction } from "@scure/btc-signer"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readPsbt } from "~kms-server/policy/transactions"
import { isFault } from "~protocol"

const RUNS = 30 * Number(process.env.COUNTERSIGN_RUNS ?? 1)
const BITCOIN = "bip122/slip44:0"
const keyOf = () => secp256k1.getPublicKey(randomBytes(32), true)
const mine = p2wpkh(keyOf(), NETWORK)
const taproot = p2tr(keyOf().subarray(1), undefined, NETWORK)
const theirs = p2wpkh(keyOf(), NETWORK)
const account = { address: mine.address ?? "" }
const friend = theirs.address ?? ""

type Payment = { script: Uint8Array; address?: string }

/** A transaction that pays `amount` to a script, as the one that an input comes from. */
function funding(to: Payment, amount: bigint): { txid: string; raw: Uint8Array } {
  const transaction = new Transaction()
  transaction.addInput({ txid: randomBytes(32), index: 0 })
  transaction.addOutput({ script: to.script, amount })
  const raw = transaction.unsignedTx
  return {
    txid: Buffer.from(sha256(sha256(raw)))
      .reverse()
      .toString("hex"),
    raw,
  }
}

function input(
  to: Payment,
  amount: bigint,
  more: { isWhole?: boolean; sighashType?: number; claims?: bigint } = {},
) {
  const { isWhole = true, claims = amount, ...rest } = more
  const { txid, raw } = funding(to, amount)
  const witnessUtxo = { script: to.script, amount: claims }
  return { txid, index: 0, witnessUtxo, ...(isWhole ? { nonWitnessUtxo: raw } : {}), ...rest }
}

function psbtOf(inputs: ReturnType<typeof input>[], outputs: [string, bigint][]): Uint8Array {
  const transaction = new Transaction({ allowUnknownOutputs: true, disableScriptCheck: true })
  for (const each of inputs) transaction.addInput(each)
  for (const [address, amount] of outputs) transaction.addOutputAddress(address, amount, NETWORK)
  return transaction.toPSBT()
}

function refusalOf(read: () => unknown): string {
  try {
    read()
    return "it was read"
  } catch (thrown) {
    return isFault(thrown, "TRANSACTION_UNREADABLE") ? thrown.message : `another error: ${thrown}`
  }
}

describe("a PSBT", () => {
  const psbt = psbtOf(
    [input(mine, 100n), input(mine, 50n)],
    [
      [friend, 120n],
      [account.address, 20n],
    ],
  )

  it("spends what goes to others, and the fee; what comes back is no spend", () => {
    const { facts, psbt: handedOn } = readPsbt(psbt, account)
    expect(handedOn).toBe(psbt)
    expect(facts).toMatchObject({
      kind: "transaction",
      chain: "bitcoin",
      chainId: "",
      dangers: [],
      programs: [],
    })
    expect(facts.actions).toEqual([
      {
        type: "transfer",
        program: "",
        method: "",
        asset: BITCOIN,
        amount: 120n,
        from: account.address,
        to: friend,
      },
    ])
    expect(facts.fee).toEqual({ asset: BITCOIN, amount: 10n })
    expect(facts.spends).toEqual([{ asset: BITCOIN, amount: 130n }])
  })

  it("is read from base64 in its one spelling", () => {
    const text = Buffer.from(psbt).toString("base64")
    expect(Buffer.from(readPsbt(text, account).psbt)).toEqual(Buffer.from(psbt))
    expect(refusalOf(() => readPsbt(`${text}=`, account))).toContain("canonical base64")
    expect(refusalOf(() => readPsbt(` ${text}`, account))).toContain("canonical base64")
  })

  it("of a Taproot account is read, without the transactions that its inputs come from", () => {
    const inputs = [input(taproot, 100n, { isWhole: false }), input(taproot, 50n, { isWhole: false })]
    const { facts } = readPsbt(psbtOf(inputs, [[friend, 120n]]), { address: taproot.address ?? "" })
    expect(facts.spends).toEqual([{ asset: BITCOIN, amount: 150n }])
  })

  it("of one input is read without the transaction that it comes from: the signature commits to its amount", () => {
    const { facts } = readPsbt(psbtOf([input(mine, 100n, { isWhole: false })], [[friend, 90n]]), account)
    expect(facts.fee?.amount).toBe(10n)
  })

  it("tells an output without an address by its script", () => {
    const transaction = new Transaction({ allowUnknownOutputs: true })
    transaction.addInput(input(mine, 100n))
    transaction.addOutput({ script: Buffer.from("6a0568656c6c6f", "hex"), amount: 3n })
    const { facts } = readPsbt(transaction.toPSBT(), account)
    expect(facts.actions[0]).toMatchObject({ to: "6a0568656c6c6f", amount: 3n })
  })

  it.each<[string, () => Uint8Array, string]>([
    ["that is empty", () => new Uint8Array(), "not a PSBT"],
    ["that is random", () => randomBytes(300), "not a PSBT"],
    ["that is cut short", () => psbt.subarray(0, -1), "not a PSBT"],
    ["followed by another byte", () => Uint8Array.of(...psbt, 0), "not a PSBT"],
    [
      "that spends nothing of this account",
      () => psbtOf([input(theirs, 100n)], [[friend, 90n]]),
      "of this account",
    ],
    [
      "that pays out more than comes in",
      () => psbtOf([input(mine, 100n)], [[friend, 101n]]),
      "more than comes in",
    ],
    [
      "of two inputs that do not bring their transactions",
      () =>
        psbtOf(
          [input(mine, 100n, { isWhole: false }), input(mine, 50n, { isWhole: false })],
          [[friend, 90n]],
        ),
      "does not bring",
    ],
    [
      "that leaves its outputs open to others",
      () => psbtOf([input(mine, 100n, { sighashType: SigHash.NONE })], [[friend, 90n]]),
      "free to change",
    ],
    [
      "that leaves its inputs open to others",
      () => psbtOf([input(mine, 100n, { sighashType: SigHash.ALL_ANYONECANPAY })], [[friend, 90n]]),
      "free to change",
    ],
    [
      "whose input does not say what it spends",
      () => {
        const transaction = new Transaction()
        transaction.addInput({ txid: randomBytes(32), index: 0 })
        transaction.addOutputAddress(friend, 1n, NETWORK)
        return transaction.toPSBT()
      },
      "does not say",
    ],
  ])("%s is not read", (_name, make, why) => {
    expect(refusalOf(() => readPsbt(make(), account))).toContain(why)
  })

  it("whose amounts are not those of the transactions they come from is not read", () => {
    const honest = psbtOf([input(mine, 100n), input(mine, 50n)], [[friend, 120n]])
    // The amount of the first output to this account, as eight bytes before its script.
    const places = placesOf(honest, Buffer.concat([Buffer.of(100, 0, 0, 0, 0, 0, 0, 0, 22), mine.script]))
    expect(places).toHaveLength(2)
    for (const place of places) {
      const lie = Uint8Array.from(honest)
      lie[place] = 99
      expect(refusalOf(() => readPsbt(lie, account))).toContain("not a PSBT whose parts fit")
    }
    const both = Uint8Array.from(honest)
    for (const place of places) both[place] = 99
    expect(refusalOf(() => readPsbt(both, account))).toContain("not a PSBT whose parts fit")
  })

  it("spends exactly what comes in and does not go back", () => {
    const amount = fc.bigInt({ min: 1n, max: 2n ** 40n })
    const output = fc.tuple(fc.constantFrom(friend, account.address, p2pkh(keyOf()).address ?? ""), amount)
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 4 }),
        fc.array(output, { maxLength: 4 }),
        (given, outputs) => {
          const paid = outputs.reduce((total, [, value]) => total + value, 0n)
          const bytes = psbtOf(
            [...given, paid + 1n].map((value) => input(mine, value)),
            outputs,
          )
          const back = outputs
            .filter(([to]) => to === account.address)
            .reduce((total, [, value]) => total + value, 0n)
          const comesIn = given.reduce((total, value) => total + value, paid + 1n)
          expect(readPsbt(bytes, account).facts.spends).toEqual([{ asset: BITCOIN, amount: comesIn - back }])
        },
      ),
      { numRuns: RUNS },
    )
  })
})

function placesOf(bytes: Uint8Array, wanted: Uint8Array): number[] {
  const places: number[] = []
  const all = Buffer.from(bytes)
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) places.push(at)
  return places
}
