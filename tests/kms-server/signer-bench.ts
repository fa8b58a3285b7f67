/** A signer with keys of its own, and the orders that a test gives it. */
import { randomBytes, randomUUID } from "node:crypto"
import {
  authenticateOrder,
  makeOrderKey,
  type Order,
  type Outcomes,
  openSigner,
  type SealedAccount,
  type SealedWallet,
  type SecretShape,
  type SignerConfig,
  type Signing,
  type Task,
  type TaskOf,
} from "~kms-server/signer"
import { type AddressFormat, type Curve, type DerivationInfo, derivationOf } from "~protocol"

export const runs = (few: number) => few * Number(process.env.COUNTERSIGN_RUNS ?? 1)

export const solana = derivationOf.solana(0)
export const ethereum = derivationOf.ethereum(0)
export const segwit = derivationAt("m/84'/0'/0'/0", "Secp256k1", "BitcoinSegwit")
export const taproot = derivationAt("m/86'/0'/0'/0/0", "Secp256k1", "BitcoinTaproot")
export const sui = derivationAt("m/44'/784'/0'/0'/0'", "Ed25519", "Sui")
export const everyDerivation = [solana, ethereum, segwit, taproot, sui]

export const words24: SecretShape = { kind: "mnemonic", words: 24 }

export function derivationAt(
  derivationPath: string,
  curve: Curve,
  addressFormat: AddressFormat,
): DerivationInfo {
  return { derivationPath, curve, addressFormat }
}

export type TestWallet = { wallet: SealedWallet; accounts: SealedAccount[] }

export function openTestSigner(config: Partial<SignerConfig> = {}) {
  const orderKey = config.orderKey ?? makeOrderKey()
  const signer = openSigner({ masterKeys: [randomBytes(32)], ...config, orderKey })

  function orderOf<T extends Task>(task: T, changes: Partial<Omit<Order, "task">> = {}): Order<T> {
    return { id: randomUUID(), decisionId: randomUUID(), expiresAt: Date.now() + 10_000, ...changes, task }
  }

  async function carryOut<T extends Task>(task: T): Promise<Outcomes[T["do"]]> {
    return (await signer.carryOut(authenticateOrder(orderKey, orderOf(task)))) as Outcomes[T["do"]]
  }

  async function createWallet(
    shape: SecretShape = words24,
    derivations: DerivationInfo[] = everyDerivation,
  ): Promise<TestWallet> {
    const place = { organizationId: randomUUID(), walletId: randomUUID() }
    const created = await carryOut({ do: "create", ...place, shape, derivations })
    const { accounts, ...sealed } = created
    return { wallet: { ...place, kind: shape.kind, ...sealed }, accounts }
  }

  return { signer, orderKey, orderOf, carryOut, createWallet }
}

/** The task that signs with the account of this format. */
export function signTask(
  { wallet, accounts }: TestWallet,
  addressFormat: AddressFormat,
  signing: Signing,
  payload: Uint8Array,
): TaskOf<"sign"> {
  const account = accounts.find((one) => one.addressFormat === addressFormat)
  if (account === undefined) throw new Error(`the wallet has no account of ${addressFormat}`)
  const { organizationId, walletId } = wallet
  return { do: "sign", organizationId, walletId, account, signing, payload }
}

/** The same bytes with one bit the other way. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return changed
}
