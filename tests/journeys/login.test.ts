/**
 * An app signs in: from the page's ask over the person's yes to the real KMS, where the app's own key then signs by
 * itself, within its limit and its time, and not beyond.
 */
import { base58, base64urlnopad, hex } from "@scure/base"
import { parseTransaction, serializeTransaction } from "viem"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import {
  type Authenticator,
  type KmsClient,
  memoryKeyStore,
  openKmsClient,
  openOrCreateAuthenticator,
} from "~kms"
import { type KmsMock, startKmsMock } from "~kms-mock"
import { type ConsentView, derivationOf, type SignedInApp, type WalletState } from "~protocol"
import {
  eventually,
  openPage,
  openStage,
  pageSender,
  reasonOf,
  resultOf,
  type Stage,
  shownConsent,
  type TestPage,
} from "../background/support/stage"
import { freshDatabase } from "../support/database"
import { subtleWithoutEd25519 } from "../support/engines"

let kms: KmsMock
let stage: Stage
let wallet: WalletState["wallet"]

const DAY_MS = 24 * 60 * 60 * 1000
const OTHER = "0x000000000000000000000000000000000000dEaD"

beforeAll(async () => {
  kms = await startKmsMock({ port: 0, databaseUrl: await freshDatabase() })
}, 60_000)
beforeEach(async () => {
  stage = await openStage({ kmsUrl: kms.url })
  wallet = (await stage.createWallet()).wallet
})
afterEach(async () => {
  kms.setFaults({ down: false, dropsAnswers: 0, clockMovedMs: 0 })
  await stage.stop()
})
afterAll(() => kms.stop())

const newKey = (subtle?: typeof subtleWithoutEd25519) => openOrCreateAuthenticator(memoryKeyStore(), subtle)

const publicKeyOf = ({ publicKey }: Authenticator) => base58.encode(publicKey)

const loginOf = (key: Authenticator) => ({ publicKey: publicKeyOf(key), appId: "app-1", sessionId: "s-1" })

const clientOf = (authenticator: Authenticator) => openKmsClient({ baseUrl: kms.url, authenticator })

async function signIn(key: Authenticator, page: TestPage = openPage(stage)): Promise<SignedInApp> {
  const id = page.ask("app_login", loginOf(key))
  await stage.decide(await shownConsent(stage))
  return resultOf(await page.answer(id)) as SignedInApp
}

function sign(client: KmsClient, app: SignedInApp, wei: bigint) {
  const bytes = serializeTransaction({
    ...{ type: "eip1559", chainId: 1, nonce: 0, to: OTHER, value: wei, gas: 21_000n },
    ...{ maxFeePerGas: 1n, maxPriorityFeePerGas: 1n },
  })
  return client.call("signTransaction", {
    organizationId: app.organizationId,
    walletId: app.walletId,
    transaction: { kind: "RLP_ENCODED", bytes },
    derivationInfo: derivationOf.ethereum(app.accountDerivationIndex),
  })
}

/** Of wei, at the price that the KMS reckons with: 5,000 dollars for an ether. */
const dollars = (amount: number) => (BigInt(amount) * 10n ** 18n) / 5_000n

/** The apps' users, as the wallet's own authenticator sees them. */
async function appsOf({ organizationId }: SignedInApp) {
  const own = await openOrCreateAuthenticator(stage.keys)
  const { users } = await clientOf(own).call("getOrganization", { organizationId })
  return users.filter(({ username }) => username.startsWith("app-"))
}

test.each([
  ["Ed25519", undefined],
  ["P-256", subtleWithoutEd25519],
])(
  "an app with a key of %s signs in, and its own key signs within the limit and not beyond",
  async (_name, subtle) => {
    const key = await newKey(subtle)
    const app = await signIn(key)
    expect(app).toMatchObject({
      walletId: wallet?.walletId,
      organizationId: wallet?.organizationId,
      accountDerivationIndex: 0,
    })
    expect(app.expiresInMs).toBeGreaterThan(DAY_MS - 60_000)
    expect(app.expiresInMs).toBeLessThanOrEqual(DAY_MS)
    const client = clientOf(key)
    const signed = await sign(client, app, dollars(6))
    const bytes = base64urlnopad.decode(signed.transaction)
    expect(parseTransaction(`0x${hex.encode(bytes)}`)).toMatchObject({ value: dollars(6), chainId: 1 })
    await expect(sign(client, app, dollars(6))).rejects.toMatchObject({ code: "KMS_REFUSED" })
    await sign(client, app, dollars(3))
    await expect(sign(client, app, dollars(1))).rejects.toMatchObject({ code: "KMS_REFUSED" })
  },
)

test("an app whose limit was lowered in the window signs within that one and not beyond", async () => {
  const key = await newKey()
  const page = openPage(stage)
  const id = page.ask("app_login", loginOf(key))
  const { id: consent, digest } = await shownConsent(stage)
  const change = { type: "limit", limits: [{ unit: "usd-cents", amount: "200" }] }
  await stage.decide(await stage.said<ConsentView>("popup.amend", { id: consent, digest, change }))
  const app = resultOf(await page.answer(id)) as SignedInApp
  await sign(clientOf(key), app, dollars(1))
  await expect(sign(clientOf(key), app, dollars(2))).rejects.toMatchObject({ code: "KMS_REFUSED" })
})

test("a key that nobody consented to cannot sign", async () => {
  const [known, stranger] = [await newKey(), await newKey()]
  const app = await signIn(known)
  await expect(sign(clientOf(stranger), app, 1n)).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
})

test("an app that was refused by the person gets nothing", async () => {
  const key = await newKey()
  const page = openPage(stage)
  const id = page.ask("app_login", loginOf(key))
  await stage.decide(await shownConsent(stage), "reject")
  expect(reasonOf(await page.answer(id))).toBe("USER_REJECTED")
  expect(resultOf(await page.request("app_getUser"))).toEqual({})
  const { organizationId = "", walletId = "" } = wallet ?? {}
  const app = { organizationId, walletId, accountDerivationIndex: 0, expiresInMs: 1, authUserId: "" }
  await expect(sign(clientOf(key), app, 1n)).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
})

test("an app may use this wallet and nothing else of the organization", async () => {
  const key = await newKey()
  const { organizationId, walletId } = await signIn(key)
  const client = clientOf(key)
  const refused = { code: "KMS_REFUSED", context: { type: "policy-denied" } }
  await expect(client.call("getOrganizationWallets", { organizationId })).rejects.toMatchObject(refused)
  await expect(client.call("createWallet", { organizationId, walletName: "x" })).rejects.toMatchObject(
    refused,
  )
  await expect(
    client.call("deleteUserFromOrganization", { organizationId, username: "x" }),
  ).rejects.toMatchObject(refused)
  const accounts = [derivationOf.solana(0)]
  expect(await client.call("getAccounts", { organizationId, walletId, accounts })).toHaveLength(1)
})

test("signing in again with the same key renews, leaves one user, and does not refill the limit", async () => {
  const key = await newKey()
  const first = await signIn(key)
  await sign(clientOf(key), first, dollars(6))
  const again = await signIn(key)
  expect(again).toMatchObject({ ...first, expiresInMs: expect.any(Number) })
  expect(await appsOf(again)).toHaveLength(1)
  await expect(sign(clientOf(key), again, dollars(6))).rejects.toMatchObject({ code: "KMS_REFUSED" })
  await sign(clientOf(key), again, dollars(3))
})

test("an app's sign-in ends after a day", async () => {
  const key = await newKey()
  const app = await signIn(key)
  expect(await appsOf(app)).toMatchObject([
    {
      policy: { preset: "DAPP_CONNECTION_USER" },
      traits: { appId: "app-1", origin: "https://dapp.example" },
    },
  ])
  kms.setFaults({ clockMovedMs: DAY_MS + 1_000 })
  const later = openKmsClient({
    baseUrl: kms.url,
    authenticator: key,
    now: () => Date.now() + DAY_MS + 1_000,
  })
  await expect(sign(later, app, 1n)).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
})

test("a key that one site has signed in with is not another's", async () => {
  const key = await newKey()
  const app = await signIn(key)
  const other = openPage(stage, pageSender({ origin: "https://evil.example" }))
  const id = other.ask("app_login", loginOf(key))
  await stage.decide(await shownConsent(stage))
  expect(reasonOf(await other.answer(id))).toBe("KMS_REFUSED")
  expect(resultOf(await other.request("app_getUser"))).toEqual({})
  await sign(clientOf(key), app, 1n)
})

test.each([1, 2, 3])("signing in goes on where %d answers of the KMS are lost", async (dropsAnswers) => {
  const key = await newKey()
  const page = openPage(stage)
  const id = page.ask("app_login", loginOf(key))
  const view = await shownConsent(stage)
  kms.setFaults({ dropsAnswers })
  await stage.decide(view)
  const answer = await page.answer(id)
  const app = "error" in answer ? await signIn(key, page) : (resultOf(answer) as SignedInApp)
  expect(await appsOf(app)).toHaveLength(1)
  await sign(clientOf(key), app, 1n)
})

test("disconnecting the site ends what its app may do", async () => {
  const key = await newKey()
  const page = openPage(stage)
  const app = await signIn(key, page)
  const user = resultOf(await page.request("app_getUser"))
  expect(user).toEqual({ authUserId: app.authUserId })
  await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
  expect(resultOf(await page.request("app_getUser"))).toEqual({})
  await eventually(async () => (await appsOf(app)).length === 0)
  await expect(sign(clientOf(key), app, 1n)).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
})

test("an app that was disconnected while the KMS was away is ended when it is back", async () => {
  const key = await newKey()
  const app = await signIn(key)
  kms.setFaults({ down: true })
  await stage.said("popup.disconnectSite", { origin: "https://dapp.example" })
  await new Promise((resume) => setTimeout(resume, 600))
  kms.setFaults({ down: false })
  await sign(clientOf(key), app, 1n)
  stage.kill()
  stage.revive()
  stage.runTimers()
  await eventually(async () => (await appsOf(app)).length === 0)
  await expect(sign(clientOf(key), app, 1n)).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
})
