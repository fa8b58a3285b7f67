/** The answer of every method, held against the OpenAPI document that Phantom's package ships. */
import { generateKeyPairSync } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type KmsMethod, kmsMethods } from "~protocol"
import { encryptForImport, openRecipient } from "../kms-server/hpke"
import { type Home, newAuthenticator, newUser, openHome, openTestKms, type TestKms } from "../kms-server/kms"
import { makeStamper } from "../kms-server/stampers"
import { assertAnswerMatchesSpec } from "./spec"

let kms: TestKms
let home: Home
let target: Home
const asked = new Set<KmsMethod>()

beforeAll(async () => {
  kms = await openTestKms()
  home = await openHome(kms)
  target = await openHome(kms)
})
afterAll(() => kms.close())

/** Asks, and holds the answer against the specification. */
async function ask(method: KmsMethod, params: object, from = home.stamper) {
  const answer = await kms.ask(from, method, params)
  expect(answer.text).toContain('{"result":')
  asked.add(method)
  assertAnswerMatchesSpec(method, answer.result)
  return answer.result as Record<string, never>
}

const organizationId = () => home.organization.organizationId
const wallet = () => ({ organizationId: organizationId(), walletId: home.wallet.walletId })
const between = () => ({
  ownerOrganizationId: organizationId(),
  targetOrganizationId: target.organization.organizationId,
  walletId: home.wallet.walletId,
})

it("is as the specification says: organizations", async () => {
  const stamper = makeStamper()
  await ask("getPhantomOrganization", {})
  await ask("createOrganization", { organizationName: "new", users: [newUser(stamper)] }, stamper)
  await ask("getOrganization", { organizationId: organizationId() })
  await ask("getOrCreatePhantomOrganization", {}, makeStamper())
})

it("is as the specification says: users and authenticators", async () => {
  const organization = { organizationId: organizationId() }
  const user = { ...newUser(makeStamper(), { type: "CEL", preset: "LEGACY_USER_ROLE" }), username: "second" }
  await ask("addUserToOrganization", { ...organization, user })
  await ask("updateUserInOrganization", { ...organization, username: "second", addTraits: { color: "red" } })
  const named = { ...organization, username: "second" }
  const made = await ask("createAuthenticator", { ...named, authenticator: newAuthenticator(makeStamper()) })
  const { id: authenticatorId } = made as unknown as { id: string }
  const authenticator = { authenticatorName: "other", expiresInMs: 60_000 }
  await ask("updateAuthenticator", { ...named, authenticatorId, authenticator })
  await ask("deleteAuthenticator", { ...named, authenticatorId })
  await ask("deleteUserFromOrganization", named)
})

it("is as the specification says: wallets", async () => {
  const organization = { organizationId: organizationId() }
  await ask("createWallet", { ...organization, walletName: "one" })
  await ask("createWallet", { ...organization, walletName: "key", curve: "K256", addressFormat: "Ethereum" })
  await ask("getOrCreateWalletWithTag", { ...organization, walletName: "tagged", tag: "tag" })
  await ask("getWalletWithTag", { ...organization, tag: "tag", derivationPaths: ["m/44'/60'/0'/0/0"] })
  await ask("getOrganizationWallets", organization)
  await ask("getAccounts", {
    ...wallet(),
    accounts: ["m/44'/501'/0'/0'", "m/84'/0'/0'/0", "m/44'/784'/0'/0'/0'"],
  })
})

it("is as the specification says: signatures", async () => {
  const derivationInfo = "m/44'/501'/0'/0'"
  const payload = Buffer.from("raw bytes").toString("base64")
  const named = { expression: 'grants("rawPayload")', outcome: "ALLOW" as const, comment: "raw bytes" }
  const signer = makeStamper()
  const user = { ...newUser(signer, { type: "CEL", rules: [named], constants: [] }), username: "raw" }
  await ask("addUserToOrganization", { organizationId: organizationId(), user })
  await ask("signRawPayload", { ...wallet(), payload, algorithm: "Ed25519", derivationInfo }, signer)
  await ask("signUtf8Message", { ...wallet(), message: "hello", algorithm: "Ed25519", derivationInfo })
  await ask("ethereumSignMessage", { ...wallet(), message: "aGVsbG8" })
  const typedData = {
    types: { EIP712Domain: [{ name: "name", type: "string" }], Mail: [{ name: "text", type: "string" }] },
    primaryType: "Mail",
    domain: { name: "Mail" },
    message: { text: "hello" },
  }
  await ask("ethereumSignTypedData", { ...wallet(), typedData })
  const transaction = {
    kind: "EIP_1559",
    chainId: 1,
    nonce: 0,
    maxFeePerGas: 10,
    maxPriorityFeePerGas: 1,
    gasLimit: 21_000,
    to: `0x${"11".repeat(20)}`,
    value: "1",
  }
  await ask("signTransaction", { ...wallet(), transaction })
})

it("is as the specification says: import and export", async () => {
  const { publicKey } = await openRecipient()
  await ask("exportWallet", { ...wallet(), publicKey })
  const organization = { organizationId: organizationId() }
  const importEnvelope = (await ask("initWalletImport", organization)) as unknown as { publicKey: string }
  const secret = generateKeyPairSync("ed25519")
    .privateKey.export({ format: "der", type: "pkcs8" })
    .subarray(-32)
  const encryptedSecret = await encryptForImport(importEnvelope.publicKey, secret)
  await ask("completeImportWallet", {
    ...organization,
    ...{ walletName: "brought", importEnvelope, encryptedSecret },
    ...{ curve: "Ed25519", addressFormat: "Solana" },
  })
})

it("is as the specification says: grants and transfers", async () => {
  const policy = { version: "v0", scopes: ["ethereumSignMessage"] }
  await ask("grantOrganizationAccess", { ...between(), policy, policyName: "named" })
  await ask("getWalletAccessGrantsRequest", between())
  await ask("revokeOrganizationAccess", { ...between(), targetPolicyName: "named" })
  await ask("transferOrganizationWallet", between())
  const theirs = { organizationId: target.organization.organizationId }
  const listed = await ask("listPendingMigrations", theirs, target.stamper)
  const { pendingMigrations } = listed as unknown as { pendingMigrations: { migrationId: string }[] }
  const migrationId = pendingMigrations[0]?.migrationId
  await ask("completeWalletTransfer", { ...theirs, migrationId }, target.stamper)
})

it("was asked of every method there is", () => {
  expect([...asked].sort()).toEqual(Object.keys(kmsMethods).sort())
})
