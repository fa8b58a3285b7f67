/**
 * PSBTs (BIP-174, BIP-370): signs every input that pays to this account's own P2WPKH or P2TR key path, over all
 * inputs and all outputs. Refuses every other sighash, scripts, and what could hide a fee. Finalizes nothing: that
 * is for whoever sends the transaction, once all parties signed.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { getPrevOut, SigHash, Transaction } from "@scure/btc-signer/transaction.js"
import { type AddressFormat, Fault } from "~protocol"
import { hash160 } from "./addresses"
import { isSame } from "./bytes"
import { refusal } from "./mishaps"
import { signEcdsa, signTaproot, taprootOutputKeyOf } from "./secp256k1"

/** Digests of many inputs take the square of their number. */
const MOST_INPUTS = 100

type Coin = { script: Uint8Array; amount: bigint }
type Input = ReturnType<Transaction["getInput"]>
type Key = { privateKey: Uint8Array; publicKey: Uint8Array; format: AddressFormat }

/** The PSBT, in its own version, with the signatures that this key can give. */
export function signPsbt(payload: Uint8Array, key: Key): Uint8Array {
  const transaction = parsePsbt(payload)
  const script = key.format === "BitcoinTaproot" ? p2tr(key.publicKey) : p2wpkh(key.publicKey)
  const inputs = Array.from({ length: transaction.inputsLength }, (_, place) => transaction.getInput(place))
  const coins = inputs.map(coinOf)
  const own = [...coins.keys()].filter((place) => isOwn(coins[place], inputs[place], script))
  if (own.length === 0) throw refusal("no input of the PSBT is this account's to sign")
  return orRefuse("the PSBT cannot be signed", () => {
    for (const place of own) {
      const sighash = sighashOf(inputs[place], key.format)
      if (key.format === "BitcoinTaproot") signKeyPath(transaction, place, coins, sighash, key)
      else signWitness(transaction, place, inputs, coins, key)
    }
    return transaction.toPSBT()
  })
}

function parsePsbt(payload: Uint8Array): Transaction {
  const options = { allowUnknownInputs: true, allowUnknownOutputs: true }
  const transaction = orRefuse("the PSBT cannot be read", () => Transaction.fromPSBT(payload, options))
  if (transaction.inputsLength > MOST_INPUTS) throw refusal(`the PSBT has more than ${MOST_INPUTS} inputs`)
  return transaction
}

/** What the library throws is about the PSBT, which came from outside. */
function orRefuse<T>(why: string, use: () => T): T {
  try {
    return use()
  } catch (thrown) {
    throw thrown instanceof Fault ? thrown : refusal(why)
  }
}

/** BIP-143 covers the amount of its own input alone. */
function signWitness(
  transaction: Transaction,
  place: number,
  inputs: Input[],
  coins: (Coin | null)[],
  { privateKey, publicKey }: Key,
): void {
  // Two PSBTs that each lie about the other input's amount would give two signatures that together pay a fee which
  // neither showed (CVE-2020-14199); whole previous transactions cannot lie.
  if (inputs.length > 1 && inputs.some((input) => input.nonWitnessUtxo === undefined)) {
    throw refusal("each input of a PSBT with several needs its whole previous transaction")
  }
  const code = Buffer.concat([Buffer.from("76a914", "hex"), hash160(publicKey), Buffer.from("88ac", "hex")])
  const digest = transaction.preimageWitnessV0(place, code, SigHash.ALL, coins[place]?.amount ?? 0n)
  const compact = signEcdsa(privateKey, publicKey, digest).subarray(0, 64)
  const der = secp256k1.Signature.fromBytes(compact, "compact").toBytes("der")
  transaction.updateInput(place, { partialSig: [[publicKey, Uint8Array.of(...der, SigHash.ALL)]] }, true)
}

/** BIP-341 covers the amounts and scripts of all inputs. */
function signKeyPath(
  transaction: Transaction,
  place: number,
  given: (Coin | null)[],
  sighash: number,
  { privateKey, publicKey }: Key,
): void {
  const coins = given.filter((coin) => coin !== null)
  if (coins.length < given.length) throw refusal("the PSBT does not say what each input spends")
  const scripts = coins.map(({ script }) => script)
  const amounts = coins.map(({ amount }) => amount)
  const digest = transaction.preimageWitnessV1(place, scripts, sighash, amounts)
  const signature = signTaproot(privateKey, publicKey, digest)
  const tail = sighash === SigHash.DEFAULT ? [] : [sighash]
  transaction.updateInput(place, { tapKeySig: Uint8Array.of(...signature, ...tail) }, true)
}

/** What the input spends; the library has checked a whole previous transaction against the id that the input names. */
function coinOf(input: Input): Coin | null {
  try {
    const { script, amount } = getPrevOut(input)
    return { script, amount }
  } catch {
    return null
  }
}

function isOwn(coin: Coin | null | undefined, input: Input | undefined, script: Uint8Array): boolean {
  return coin != null && isSame(coin.script, script) && input?.finalScriptWitness === undefined
}

/** All inputs and all outputs, or nothing: what any other covers can still be changed after the consent. */
function sighashOf(input: Input | undefined, format: AddressFormat): number {
  const isTaproot = format === "BitcoinTaproot"
  const sighash = input?.sighashType ?? (isTaproot ? SigHash.DEFAULT : SigHash.ALL)
  if (sighash === SigHash.ALL || (isTaproot && sighash === SigHash.DEFAULT)) return sighash
  throw refusal("an input asks for another sighash than that of all inputs and outputs")
}

function p2wpkh(publicKey: Uint8Array): Uint8Array {
  return Uint8Array.of(0x00, 0x14, ...hash160(publicKey))
}

function p2tr(publicKey: Uint8Array): Uint8Array {
  return Uint8Array.of(0x51, 0x20, ...taprootOutputKeyOf(publicKey))
}
