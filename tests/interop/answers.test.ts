/**
 * What a running KMS answers, held against the OpenAPI document that Phantom's package ships: every method, simulations
 * and errors. Of `/prepare` that document says nothing: its answers are held against the document of the KMS itself.
 */
import { generateKeyPairSync, randomUUID } from "node:crypto"
import { base58 } from "@scure/base"
import {
  address,
  appendTransactionMessageInstruction,
  type Blockhash,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  getTransactionEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from "@solana/kit"
import { getTransferSolInstruction } from "@solana-program/system"
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type KmsMethod, kmsMethods } from "~protocol"
import { encryptForImport, openRecipient } from "../kms-server/hpke"
import {
  type Answer,
  bodyOf,
  type Home,
  newAuthenticator,
  newUser,
  openHome,
  openTestKms,
  type TestKms,
  walletOf,
} from "../kms-server/kms"
import { makeStamper, type Stamper } from "../kms-server/stampers"
import { assertAnswerMatchesSpec, assertErrorMatchesSpec, assertSimulationMatchesSpec } from "./spec"

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

/** `POST {base}/<path>`. */
const at = (path: string, body: object | string, stamper?: Stamper): Promise<Answer> => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return kms.post(text, stamper?.stamp(text), `/v1/wallets/${path}`)
}

/** Throws where this is not what the KMS says of itself that it answers. */
async function assertOwn(schema: "Prepared" | "KmsError", value: unknown): Promise<void> {
  const document = await (await kms.app.request("/openapi.json")).json()
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: "own", ...document })
  const isRight = ajv.validate({ $ref: `own#/components/schemas/${schema}` }, value)
  expect([isRight, ajv.errorsText()]).toEqual([true, "No errors"])
}

/** An unsigned transfer from the first Solana account of `home`, its bytes. */
function transferOf({ wallet: { accounts } }: Home, lamports: bigint): Uint8Array {
  const payer = createNoopSigner(address(accounts?.[0]?.address ?? ""))
  const destination = address(base58.encode(new Uint8Array(32).fill(3)))
  const blockhash = base58.encode(new Uint8Array(32).fill(4)) as Blockhash
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(payer.address, m),
    (m) => setTransactionMessageLifetimeUsingBlockhash({ blockhash, lastValidBlockHeight: 0n }, m),
    (m) =>
      appendTransactionMessageInstruction(
        getTransferSolInstruction({ source: payer, destination, amount: lamports }),
        m,
      ),
  )
  return Uint8Array.from(getTransactionEncoder().encode(compileTransaction(message)))
}

const SOL = 1_000_000_000n

describe("what is asked beside the methods", () => {
  let own: Home
  beforeAll(async () => {
    own = await openHome(kms)
  })

  const prepare = (stamper: Stamper, lamports: bigint) =>
    at(
      "prepare",
      {
        transaction: Buffer.from(transferOf(own, lamports)).toString("base64url"),
        organizationId: own.organization.organizationId,
        submissionConfig: { chain: "solana", network: "devnet" },
        simulationConfig: { account: own.wallet.accounts?.[0]?.address },
      },
      stamper,
    )

  async function addLimited(): Promise<Stamper> {
    const limited = makeStamper()
    const { organizationId, walletId } = walletOf(own)
    const memory = { memoryAccount: "11111111111111111111111111111111", memoryId: 0, memoryBump: 255 }
    const usdLimit = { usdCentsLimitPerDay: 100, ...memory }
    const user = newUser(limited, { type: "CEL", preset: "DAPP_CONNECTION_USER", walletId, usdLimit })
    await kms.call(own.stamper, "addUserToOrganization", { organizationId, user })
    return limited
  }

  it("is prepared as the KMS says of itself, with a limit and without", async () => {
    const { status, error } = await prepare(own.stamper, SOL)
    expect(status).toBe(200)
    await assertOwn("Prepared", error)
    expect(Object.keys(error)).toEqual(["transaction"])
    const { error: limited } = await prepare(await addLimited(), 1n)
    await assertOwn("Prepared", limited)
    expect(limited).toMatchObject({ memoryConfigUsed: { usdCentsLimitPerDay: 100 } })
  })

  it("is simulated as the specification says, whether it reads or not", async () => {
    const asked = (bytes: Uint8Array) => at("simulations", { ...walletOf(own), transaction: [...bytes] })
    const { status, error: read } = await asked(transferOf(own, SOL))
    expect([status, read]).toMatchObject([200, { success: true }])
    assertSimulationMatchesSpec(read)
    const { error: unread } = await asked(Uint8Array.of(1, 2, 3))
    expect(unread).toMatchObject({ success: false })
    assertSimulationMatchesSpec(unread)
  })

  it("is refused as the specification says, with the four amounts of the limit", async () => {
    const refused = await prepare(await addLimited(), 10n * SOL)
    expect(refused.status).toBe(400)
    assertErrorMatchesSpec(refused.error)
    await assertOwn("KmsError", refused.error)
    expect(refused.error).toMatchObject({ type: "spending-limit-exceeded", limitCents: 100 })
  })
})

describe("a refusal of a running KMS", () => {
  const organization = () => ({ organizationId: organizationId() })
  const asRoot = (method: string, params: object) => kms.ask(home.stamper, method, params)
  const nobody = async () => {
    const stamper = makeStamper()
    const user = newUser(stamper, { type: "CEL", preset: "DENY_ALL" })
    await kms.call(home.stamper, "addUserToOrganization", { ...organization(), user })
    return stamper
  }

  it.each<[string, number, () => Promise<Answer>]>([
    ["body-malformed", 400, () => asRoot("getOrganization", { ...organization(), more: 1 })],
    ["transaction-unreadable", 400, () => asRoot("signTransaction", { ...own(), transaction: "AAAA" })],
    ["policy-invalid", 400, () => asRoot("addUserToOrganization", { ...organization(), user: wrongUser() })],
    ["key-refused", 400, () => asRoot("exportWallet", { ...own(), publicKey: "AAAA" })],
    ["unauthenticated", 401, () => kms.ask(makeStamper(), "getOrganization", organization())],
    ["unauthenticated", 401, () => kms.post(bodyOf("getOrganization", organization()))],
    ["unauthenticated", 401, () => at("prepare", {}, undefined)],
    ["policy-denied", 403, async () => kms.ask(await nobody(), "getOrganization", organization())],
    ["not-found", 404, () => asRoot("getAccounts", { ...own(), walletId: randomUUID(), accounts: [] })],
    ["not-found", 404, () => at("nowhere", {})],
    ["method-unknown", 404, () => asRoot("initMnemonicImport", organization())],
    ["taken", 409, () => asRoot("addUserToOrganization", { ...organization(), user: newUser(home.stamper) })],
    ["last-root", 409, () => asRoot("deleteUserFromOrganization", { ...organization(), username: root() })],
    ["body-too-large", 413, () => kms.post(" ".repeat(2 ** 21))],
  ])("is as the specification says, and bears no signature: %s, %i", async (type, status, ask) => {
    const { status: answered, error, text } = await ask()
    expect([answered, error.type]).toEqual([status, type])
    assertErrorMatchesSpec(error)
    await assertOwn("KmsError", error)
    expect(JSON.parse(text)).not.toHaveProperty("signature")
  })

  const own = () => ({ ...organization(), walletId })
  const root = () => home.organization.users[0]?.username
  const wrongUser = () =>
    newUser(makeStamper(), {
      ...{ type: "CEL", constants: [] },
      rules: [{ expression: "nonsense(", outcome: "ALLOW", comment: "" }],
    })
  let walletId: string
  beforeAll(async () => {
    const made = await kms.call(home.stamper, "createWallet", { ...organization(), walletName: "mine" })
    walletId = made.walletId
  })
})
