/**
 * The wallet that this browser's authenticator leads to: found once, then remembered as a reference with no secret in
 * it. Looking never creates an authenticator; only the person's own step does.
 */
import {
  askForPersistence,
  discoverWallet,
  findAuthenticator,
  type KeyStore,
  type KmsClient,
  openKmsClient,
  openOrCreateAuthenticator,
} from "~kms"
import { fault, faultOf, type Problem, problemOf, type WalletReference } from "~protocol"
import type { Store } from "../store"
import { type ExpectedKms, expectKms, type KmsAddress } from "./kms-proof"

/** `trouble` is why it is not known whether there is a wallet. */
export type Finding = { wallet: WalletReference | null; trouble: Problem | null }

export type Wallets = {
  /** What is remembered; asks nobody. */
  stored(): Promise<WalletReference | null>
  /** What is remembered, else what the KMS knows of this authenticator, else why it could not be asked. */
  find(): Promise<Finding>
  create(): Promise<WalletReference>
  /** What the KMS has to prove before it is asked for anything; null where this build expects nothing of it. */
  expected: ExpectedKms | null
  /** Runs `work` with a client under this browser's authenticator; throws AUTHENTICATOR_ABSENT. */
  withKms<T>(work: (client: KmsClient) => Promise<T>): Promise<T>
}

export function openWallets(store: Store, keys: KeyStore, kms: KmsAddress, now: () => number): Wallets {
  const expected = expectKms(kms, store, now)
  let creating: Promise<WalletReference> | null = null

  async function stored(): Promise<WalletReference | null> {
    return (await (await store()).get("wallet", "current")) ?? null
  }

  /** What one client learns of this device's clock the next one knows, whatever worker it lives in. */
  async function withKms<T>(work: (client: KmsClient) => Promise<T>): Promise<T> {
    const authenticator = await findAuthenticator(keys)
    if (authenticator === null) throw fault("AUTHENTICATOR_ABSENT")
    const clockOffsetMs = (await (await store()).get("settings", "kms-clock-offset")) ?? 0
    const client = openKmsClient({
      baseUrl: kms.url,
      authenticator,
      now,
      clockOffsetMs,
      ...(kms.fetch ? { fetch: kms.fetch } : {}),
      ...(expected ? { proof: expected.proof } : {}),
    })
    try {
      return await work(client)
    } finally {
      const learnedMs = client.clockOffsetMs()
      if (learnedMs !== clockOffsetMs) await (await store()).put("settings", learnedMs, "kms-clock-offset")
    }
  }

  async function discover(create: boolean): Promise<WalletReference | null> {
    const wallet = await withKms((client) => discoverWallet(client, { create }))
    if (wallet !== null) await (await store()).put("wallet", wallet, "current")
    return wallet
  }

  async function createWallet(): Promise<WalletReference> {
    await openOrCreateAuthenticator(keys)
    await askForPersistence()
    const wallet = await discover(true)
    if (wallet === null) throw fault("KMS_ANSWER_MALFORMED", { method: "getOrCreateWalletWithTag" })
    return wallet
  }

  async function find(): Promise<Finding> {
    try {
      return { wallet: await discover(false), trouble: null }
    } catch (thrown) {
      return { wallet: null, trouble: problemOf(faultOf(thrown)) }
    }
  }

  return {
    stored,
    expected,
    withKms,
    async find() {
      const wallet = await stored()
      const isSettled = wallet !== null || (await findAuthenticator(keys)) === null
      return isSettled ? { wallet, trouble: null } : find()
    },
    async create() {
      const known = await stored()
      if (known !== null) return known
      creating ??= createWallet().finally(() => {
        creating = null
      })
      return creating
    },
  }
}
