/**
 * The shapes of orders and their tasks. An order comes from the policy engine and nobody else, and is still read
 * strictly: the signer does nothing that it does not wholly understand.
 */
import * as z from "zod/mini"
import { AddressFormat, Curve } from "~protocol"
import type { Order, Signing, Task } from "./role"

const MOST_DERIVATIONS = 256

const Bytes = z.instanceof(Uint8Array)
const Id = z.uuid()
const KeyVersion = z.int().check(z.nonnegative())
const Path = z.string().check(z.maxLength(128))

const Derivation = z.object({ derivationPath: Path, curve: Curve, addressFormat: AddressFormat })
const derivations = z.array(Derivation).check(z.maxLength(MOST_DERIVATIONS))

const SealedAccount = z.extend(Derivation, {
  address: z.string(),
  publicKey: z.string(),
  keyVersion: KeyVersion,
  sealedKey: z.string(),
})

const SealedWallet = z.object({
  organizationId: Id,
  walletId: Id,
  kind: z.enum(["mnemonic", "keypair"]),
  keyVersion: KeyVersion,
  sealed: z.string(),
})

const words = z.union([z.literal(12), z.literal(15), z.literal(18), z.literal(21), z.literal(24)])
const Shape = z.union([
  z.strictObject({ kind: z.literal("mnemonic"), words }),
  z.strictObject({ kind: z.literal("keypair"), curve: Curve }),
])

const Signings: z.ZodMiniType<Signing> = z.enum([
  "ethereum-transaction",
  "ethereum-message",
  "ethereum-typed-data",
  "solana-transaction",
  "solana-message",
  "sui-transaction",
  "sui-message",
  "bitcoin-psbt",
  "raw-ed25519",
  "raw-secp256k1",
  "raw-secp256k1-keccak",
  "raw-schnorr",
])

const place = { organizationId: Id, walletId: Id }

const Create = z.strictObject({ do: z.literal("create"), ...place, shape: Shape, derivations })
const Derive = z.strictObject({ do: z.literal("derive"), wallet: SealedWallet, derivations })
const Sign = z.strictObject({
  do: z.literal("sign"),
  ...place,
  account: SealedAccount,
  signing: Signings,
  payload: Bytes,
})
const Reseal = z.strictObject({ do: z.literal("reseal"), wallet: SealedWallet, organizationId: Id })
const Export = z.strictObject({ do: z.literal("export"), wallet: SealedWallet, recipient: Bytes })
const BeginImport = z.strictObject({ do: z.literal("begin-import"), organizationId: Id })
const CompleteImport = z.strictObject({
  do: z.literal("complete-import"),
  ...place,
  envelope: Bytes,
  publicKey: Bytes,
  encryptedSecret: Bytes,
  shape: Shape,
  derivations,
})

const Tasks: z.ZodMiniType<Task> = z.discriminatedUnion("do", [
  Create,
  Derive,
  Sign,
  Reseal,
  Export,
  BeginImport,
  CompleteImport,
])

const AnyOrder: z.ZodMiniType<Order> = z.strictObject({
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  decisionId: z.string().check(z.minLength(1), z.maxLength(64)),
  expiresAt: z.int(),
  task: Tasks,
})

/** Null where it is not an order. */
export function parseOrder(said: unknown): Order | null {
  const parsed = AnyOrder.safeParse(said)
  return parsed.success ? parsed.data : null
}
