/**
 * The way from a browser's authenticator to its wallet, over the real KMS: found where it is, made where it is not,
 * and never made twice, whatever is lost on the way.
 */
import { base58, base64urlnopad } from "@scure/base"
import { getAddress } from "ethers"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import {
  type Authenticator,
  discoverWallet,
  type KeyMaker,
  type KmsClientOptions,
  memoryKeyStore,
  openKmsClient,
  openOrCreateAuthenticator,
  verifyEthereumMessage,
  verifySolanaSignature,
} from "~kms"
import { type KmsMock, startKmsMock } from "~kms-mock"
import { derivationOf, isFault, type WalletReference } from "~protocol"
import { engines } from "../support/engines"

let kms: KmsMock

beforeAll(async () => {
  kms = await startKmsMock({ port: 0 })
}, 60_000)

afterEach(() => kms.setFaults({ delayMs: 0, down: false, clockOffsetMs: 0, denies: false, dropsAnswers: 0 }))

afterAll(() => kms.stop())

const newAuthenticator = (subtle?: KeyMaker) => openOrCreateAuthenticator(memoryKeyStore(), subtle)

const clientOf = (authenticator: Authenticator, options: Partial<KmsClientOptions> = {}) =>
  openKmsClient({ baseUrl: kms.url, authenticator, ...options })

const find = (authenticator: Authenticator) => discoverWallet(clientOf(authenticator), { create: false })

async function create(authenticator: Authenticator, options?: Partial<KmsClientOptions>) {
  const wallet = await discoverWallet(clientOf(authenticator, options), { create: true })
  if (wallet === null) throw new Error("no wallet was created")
  return wallet
}

async function walletsOf(authenticator: Authenticator, { organizationId }: WalletReference) {
  const { wallets } = await clientOf(authenticator).call("getOrganizationWallets", { organizationId })
  return wallets
}

/** Starts over for as long as the KMS does not answer, as a worker does that died in between. */
async function createStubbornly(
  authenticator: Authenticator,
): Promise<{ wallet: WalletReference; tries: number }> {
  for (let tries = 1; tries < 20; tries++) {
    try {
      return { wallet: await create(authenticator), tries }
    } catch (thrown) {
      if (!isFault(thrown, "KMS_UNREACHABLE")) throw thrown
    }
  }
  throw new Error("the KMS never answered")
}

describe.each(engines)("a browser whose authenticator stamps with $algorithm", ({ subtle }) => {
  test("has no wallet, and gets none by looking for one", async () => {
    const authenticator = await newAuthenticator(subtle)
    expect(await find(authenticator)).toBeNull()
    expect(await find(authenticator)).toBeNull()
  })

  test("gets a wallet with an Ethereum and a Solana account, and finds the same one ever after", async () => {
    const authenticator = await newAuthenticator(subtle)
    const wallet = await create(authenticator)
    const [ethereum, solana] = wallet.accounts
    expect(wallet.accounts.map(({ family }) => family)).toEqual(["ethereum", "solana"])
    expect(getAddress(ethereum?.address ?? "")).toBe(ethereum?.address)
    expect(base58.decode(solana?.address ?? "").length).toBe(32)
    expect(await find(authenticator)).toEqual(wallet)
    expect(await create(authenticator)).toEqual(wallet)
  })

  test("signs messages of both chains that verify", async () => {
    const authenticator = await newAuthenticator(subtle)
    const { organizationId, walletId, accounts } = await create(authenticator)
    const client = clientOf(authenticator)
    const text = "h\u00e9llo \u{1f47b}"
    const bytes = new TextEncoder().encode(text)
    const onEthereum = await client.call("ethereumSignMessage", {
      organizationId,
      walletId,
      message: base64urlnopad.encode(bytes),
      derivationInfo: derivationOf.ethereum(0),
    })
    const onSolana = await client.call("signUtf8Message", {
      organizationId,
      walletId,
      message: text,
      algorithm: "Ed25519",
      derivationInfo: derivationOf.solana(0),
    })
    const [ethereum, solana] = accounts.map(({ address }) => address)
    expect(verifyEthereumMessage(ethereum ?? "", bytes, base64urlnopad.decode(onEthereum.signature))).toBe(
      true,
    )
    expect(verifySolanaSignature(solana ?? "", bytes, base64urlnopad.decode(onSolana.signature))).toBe(true)
  })
})

describe("the wallet of a browser", () => {
  test("is one, for ten contexts that create it at once", async () => {
    const authenticator = await newAuthenticator()
    const created = await Promise.all(Array.from({ length: 10 }, () => create(authenticator)))
    for (const wallet of created) expect(wallet).toEqual(created[0])
    expect(await walletsOf(authenticator, created[0] as WalletReference)).toHaveLength(1)
  })

  test("is not the wallet of another browser", async () => {
    const [one, other] = await Promise.all([newAuthenticator(), newAuthenticator()])
    const [mine, theirs] = await Promise.all([create(one), create(other)])
    expect(mine.organizationId).not.toBe(theirs.organizationId)
    expect(mine.accounts).not.toEqual(theirs.accounts)
    const { organizationId, walletId } = mine
    await expect(
      clientOf(other).call("getAccounts", { organizationId, walletId, accounts: [derivationOf.solana(0)] }),
    ).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
  })

  test("is found among others of its organization, and is not one of them", async () => {
    const authenticator = await newAuthenticator()
    const { organizationId } = await clientOf(authenticator).call("getOrCreatePhantomOrganization", {})
    await clientOf(authenticator).call("createWallet", { organizationId, walletName: "Older" })
    expect(await find(authenticator)).toBeNull()
    const wallet = await create(authenticator)
    expect(await find(authenticator)).toEqual(wallet)
    expect(wallet.walletName).toBe("Countersign")
  })

  test("is the same by looking and by creating, where several wallets carry its tag", async () => {
    const authenticator = await newAuthenticator()
    const client = clientOf(authenticator)
    const { organizationId } = await client.call("getOrCreatePhantomOrganization", {})
    const tagged = (walletName: string) => ({ organizationId, walletName, tags: ["countersign"] })
    const first = await client.call("createWallet", tagged("First"))
    await client.call("createWallet", tagged("Second"))
    const wallet = await find(authenticator)
    expect(wallet?.walletId).toBe(first.walletId)
    expect(await create(authenticator)).toEqual(wallet)
  })

  test.each([1, 2, 3, 4, 5, 6])("is one when %d answers in a row are lost", async (dropsAnswers) => {
    const authenticator = await newAuthenticator()
    kms.setFaults({ dropsAnswers })
    const { wallet, tries } = await createStubbornly(authenticator)
    expect(tries).toBe(1 + Math.floor(dropsAnswers / 2))
    expect(await walletsOf(authenticator, wallet)).toHaveLength(1)
    expect(await find(authenticator)).toEqual(wallet)
  })

  test("waits for a KMS that is down, and is created when it is back", async () => {
    const authenticator = await newAuthenticator()
    kms.setFaults({ down: true })
    await expect(create(authenticator)).rejects.toMatchObject({ code: "KMS_UNREACHABLE" })
    kms.setFaults({ down: false })
    expect(await walletsOf(authenticator, await create(authenticator))).toHaveLength(1)
  })

  test.each([3_600_000, -3_600_000])("is created with a clock that is %d ms off", async (offMs) => {
    const authenticator = await newAuthenticator()
    const wallet = await create(authenticator, { now: () => Date.now() + offMs })
    expect(await find(authenticator)).toEqual(wallet)
  })

  test("is refused with a reason where the KMS denies everything", async () => {
    const authenticator = await newAuthenticator()
    const wallet = await create(authenticator)
    kms.setFaults({ denies: true })
    await expect(walletsOf(authenticator, wallet)).rejects.toMatchObject({
      code: "KMS_REFUSED",
      context: { status: 403, type: "policy-denied" },
    })
  })
})

describe("a stored request to sign", () => {
  test("is signed once, however often its answer is lost and whichever client sends it again", async () => {
    const authenticator = await newAuthenticator()
    const { organizationId, walletId, accounts } = await create(authenticator)
    const before = await kms.signatures()
    const bytes = new Uint8Array([1, 2, 3])
    const stored = await clientOf(authenticator).stamp("ethereumSignMessage", {
      organizationId,
      walletId,
      message: base64urlnopad.encode(bytes),
      derivationInfo: derivationOf.ethereum(0),
    })
    kms.setFaults({ dropsAnswers: 2 })
    await expect(clientOf(authenticator).send("ethereumSignMessage", stored)).rejects.toMatchObject({
      code: "KMS_UNREACHABLE",
    })
    const first = await clientOf(authenticator).send("ethereumSignMessage", stored)
    const again = await clientOf(authenticator).send("ethereumSignMessage", stored)
    expect(again).toEqual(first)
    expect(await kms.signatures()).toBe(before + 1)
    expect(
      verifyEthereumMessage(accounts[0]?.address ?? "", bytes, base64urlnopad.decode(first.signature)),
    ).toBe(true)
  })

  test("is signed once when the KMS is slower than the wallet is patient", async () => {
    const authenticator = await newAuthenticator()
    const { organizationId, walletId } = await create(authenticator)
    const before = await kms.signatures()
    const hasty = clientOf(authenticator, { timeoutMs: 200 })
    const stored = await hasty.stamp("signUtf8Message", {
      organizationId,
      walletId,
      message: "slowly",
      algorithm: "Ed25519",
      derivationInfo: derivationOf.solana(0),
    })
    kms.setFaults({ delayMs: 500 })
    await expect(hasty.send("signUtf8Message", stored)).rejects.toMatchObject({ code: "KMS_UNREACHABLE" })
    kms.setFaults({ delayMs: 0 })
    await hasty.send("signUtf8Message", stored)
    expect(await kms.signatures()).toBe(before + 1)
  })

  test("is refused when it was kept too long, and nothing is signed", async () => {
    const authenticator = await newAuthenticator()
    const { organizationId, walletId } = await create(authenticator)
    const before = await kms.signatures()
    const long = clientOf(authenticator, { now: () => Date.now() - 3_600_000 })
    const stored = await long.stamp("ethereumSignMessage", { organizationId, walletId, message: "AQID" })
    await expect(clientOf(authenticator).send("ethereumSignMessage", stored)).rejects.toMatchObject({
      code: "KMS_REFUSED",
      context: { status: 401, type: "stamp-expired" },
    })
    expect(await kms.signatures()).toBe(before)
  })
})
