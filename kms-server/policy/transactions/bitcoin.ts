/**
 * Reads a PSBT: what is not paid back to this account's own address leaves it. Amounts of inputs are believed only
 * where the signature commits to them, or where the whole transaction that they come from is there.
 */
import { Address, NETWORK, OutScript, SigHash, Transaction } from "@scure/btc-signer"
import type { DerivedAccount } from "~protocol"
import type { Facts } from "../facts"
import { type Findings, openFindings } from "./findings"
import { hexOf } from "./numbers"
import { countPsbtMaps } from "./psbt-maps"
import { unreadable } from "./unreadable"

const BITCOIN = "bip122/slip44:0"
const MAX_BYTES = 512 * 1024
const MAX_PARTS = 1024

type Account = Pick<DerivedAccount, "address">
type Output = { script: Uint8Array; amount: bigint }

/** `given`: standard base64, padded, or bytes. The same bytes are handed on. */
export function readPsbt(given: string | Uint8Array, account: Account): { facts: Facts; psbt: Uint8Array } {
  const psbt = typeof given === "string" ? bytesOf(given) : given
  if (psbt.length > MAX_BYTES) throw unreadable("it is larger than a block's transactions are")
  const transaction = parse(psbt)
  const own = scriptOf(account)
  const inputs = readInputs(transaction)
  if (!inputs.some(({ script }) => isSame(script, own))) throw unreadable("no input of it is of this account")
  const outputs = readOutputs(transaction)
  const fee = sum(inputs) - sum(outputs)
  if (fee < 0n) throw unreadable("it pays out more than comes in")
  const findings = openFindings({ kind: "transaction", chain: "bitcoin" })
  for (const output of outputs) noteOutput(findings, output, own, account.address)
  findings.pay(BITCOIN, fee)
  return { facts: findings.facts(), psbt }
}

/** The library passes over maps that belong to nothing; here there is one for each part, and no other. */
function parse(psbt: Uint8Array): Transaction {
  const maps = countPsbtMaps(psbt)
  if (maps > MAX_PARTS) throw unreadable("it has too many inputs or outputs")
  const transaction = decode(psbt)
  if (maps !== 1 + transaction.inputsLength + transaction.outputsLength) throw misfit()
  return transaction
}

function decode(psbt: Uint8Array): Transaction {
  try {
    return Transaction.fromPSBT(psbt, { allowUnknownOutputs: true, allowUnknownInputs: true })
  } catch {
    throw misfit()
  }
}

function misfit() {
  return unreadable("it is not a PSBT whose parts fit together")
}

/**
 * Taproot's signature commits to every amount, the older one to its own input's only: with two inputs, two lies in two
 * requests would add up to one transaction whose fee neither of them showed. So each input that is not Taproot brings
 * the transaction that it comes from, unless it is the only one.
 */
function readInputs(transaction: Transaction): Output[] {
  const places = Array.from({ length: transaction.inputsLength }, (_, place) => transaction.getInput(place))
  const named = new Set(places.map(({ txid, index }) => `${hexOf(txid ?? new Uint8Array())}:${index}`))
  if (named.size !== places.length) throw unreadable("it spends an output twice")
  return places.map(({ index, witnessUtxo, nonWitnessUtxo, sighashType }) => {
    const output = nonWitnessUtxo?.outputs[index ?? -1] ?? witnessUtxo
    if (!output) throw unreadable("an input does not say what it spends")
    const { script, amount } = output
    if (!nonWitnessUtxo && !isTaproot(script) && places.length > 1) {
      throw unreadable("an input does not bring the transaction that it comes from")
    }
    if (sighashType !== undefined && sighashType !== SigHash.ALL && sighashType !== SigHash.DEFAULT) {
      throw unreadable("an input leaves others free to change what is paid")
    }
    return { script, amount }
  })
}

function readOutputs(transaction: Transaction): Output[] {
  return Array.from({ length: transaction.outputsLength }, (_, place) => {
    const { script, amount } = transaction.getOutput(place)
    if (!script || amount === undefined) throw unreadable("an output is not whole")
    return { script, amount }
  })
}

function noteOutput(findings: Findings, { script, amount }: Output, own: Uint8Array, from: string) {
  if (isSame(script, own)) return
  findings.act({ type: "transfer", asset: BITCOIN, amount, from, to: addressOf(script) })
  findings.spend(BITCOIN, amount)
}

/** The address, or the script in hex where it has none. */
function addressOf(script: Uint8Array): string {
  try {
    return Address(NETWORK).encode(OutScript.decode(script))
  } catch {
    return hexOf(script)
  }
}

function scriptOf({ address }: Account): Uint8Array {
  return OutScript.encode(Address(NETWORK).decode(address))
}

function isTaproot(script: Uint8Array): boolean {
  return script.length === 34 && script[0] === 0x51 && script[1] === 0x20
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

function sum(outputs: readonly Output[]): bigint {
  return outputs.reduce((total, { amount }) => total + amount, 0n)
}

/** Base64 has spellings that decode to the same bytes; only the one that is written is read. */
function bytesOf(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64")
  if (bytes.toString("base64") !== text) throw unreadable("it is not in canonical base64")
  return Uint8Array.from(bytes)
}
