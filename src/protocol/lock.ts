/**
 * The lock of the wallet: what opens it, and what the face is told of it. A passphrase goes to the background and is
 * kept nowhere; of a passkey only what its device showed is sent. None of it is a key of the wallet.
 */
import * as z from "zod/mini"
import { Base64Url } from "./nouns"

export const PASSPHRASE_LEAST = 8
const Encoded = Base64Url.check(z.maxLength(4096))

/** What shows that the person may: the passphrase, or a passkey's answer to the challenge, as WebAuthn has it. */
export const LockProof = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("passphrase"), passphrase: z.string().check(z.maxLength(1024)) }),
  z.strictObject({
    kind: z.literal("passkey"),
    credentialId: Encoded,
    authenticatorData: Encoded,
    clientData: Encoded,
    signature: Encoded,
  }),
])
export type LockProof = z.infer<typeof LockProof>

/** What shall open the wallet from now on, beside what does already; `nothing` takes the lock away. */
export const LockChange = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("passphrase"),
    passphrase: z.string().check(z.minLength(PASSPHRASE_LEAST), z.maxLength(1024)),
  }),
  z.strictObject({
    kind: z.literal("passkey"),
    credentialId: Encoded,
    /** SubjectPublicKeyInfo, and the algorithm as COSE numbers it: ES256 or Ed25519. */
    publicKey: Encoded,
    algorithm: z.union([z.literal(-7), z.literal(-8)]),
    authenticatorData: Encoded,
    clientData: Encoded,
  }),
  z.strictObject({ kind: z.literal("nothing") }),
])
export type LockChange = z.infer<typeof LockChange>

/**
 * `waitMs`: how long no passphrase is looked at, after too many wrong ones. `credentialId`: of the passkey, where one
 * opens the wallet.
 */
export const LockState = z.strictObject({
  isSet: z.boolean(),
  isLocked: z.boolean(),
  hasPassphrase: z.boolean(),
  credentialId: z.nullable(Base64Url),
  waitMs: z.int(),
})
export type LockState = z.infer<typeof LockState>

/** When the wallet locks by itself: never, when the browser closes, or so many minutes after the person's last act. */
export const LockAfter = z.enum(["never", "close", "1", "5", "15", "60"])
export type LockAfter = z.infer<typeof LockAfter>
