import { afterEach, describe, expect, test } from "vitest"
import { discoverWallet, memoryKeyStore, openKmsClient, openOrCreateAuthenticator } from "~kms"
import { derivationOf } from "~protocol"
import { answers, type Line, refuses, type ScriptedKms, startScriptedKms } from "./scripted-kms"

const organizationId = "27e32753-f0c4-419e-b972-b6971102d437"
const walletId = "7f64c2bd-0c3f-4b3a-9f0a-6a1c7d7f9b11"
const organization = { organizationId, organizationName: "o", users: [], tags: [] }
const wallet = { walletId, walletName: "Savings", tags: ["countersign"], type: "MNEMONIC" }
const ethereum = { ...derivationOf.ethereum(0), address: "0xE", publicKey: "e" }
const solana = { ...derivationOf.solana(0), address: "S", publicKey: "s" }
const page = (wallets: unknown[], totalCount = wallets.length) =>
  answers({ wallets, totalCount, limit: 100, offset: 0 })
const found = {
  organizationId,
  walletId,
  walletName: "Savings",
  accounts: [
    { family: "ethereum", address: "0xE", derivationPath: "m/44'/60'/0'/0/0" },
    { family: "solana", address: "S", derivationPath: "m/44'/501'/0'/0'" },
  ],
}

const authenticator = await openOrCreateAuthenticator(memoryKeyStore())
const running: ScriptedKms[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((kms) => kms.stop()))
})

async function playing(...script: Line[]) {
  const kms = await startScriptedKms(...script)
  running.push(kms)
  const client = openKmsClient({ baseUrl: kms.baseUrl, authenticator })
  const methods = () => kms.heard.map(({ body }) => JSON.parse(body).method)
  return { discover: (create: boolean) => discoverWallet(client, { create }), methods, kms }
}

describe("looking for the wallet", () => {
  test("finds it with its accounts, Ethereum first", async () => {
    const { discover } = await playing(
      answers(organization),
      page([{ ...wallet, tags: [] }, wallet]),
      answers({ ...wallet, accounts: [] }),
      answers([ethereum, solana]),
    )
    expect(await discover(false)).toEqual(found)
  })

  test("ends at nothing, and creates nothing, where the KMS does not know the authenticator", async () => {
    const { discover, methods } = await playing(refuses(404, "not-found"))
    expect(await discover(false)).toBeNull()
    expect(methods()).toEqual(["getPhantomOrganization"])
  })

  test("ends at nothing, and creates nothing, where none of the wallets is this product's", async () => {
    const { discover, methods } = await playing(answers(organization), page([{ ...wallet, tags: ["other"] }]))
    expect(await discover(false)).toBeNull()
    expect(methods()).toEqual(["getPhantomOrganization", "getOrganizationWallets"])
  })

  test("turns every page of a long list, and does not turn for ever", async () => {
    const others = Array.from({ length: 100 }, () => ({ ...wallet, tags: [] }))
    const { discover, kms } = await playing(answers(organization), page(others, 1_000_000))
    expect(await discover(false)).toBeNull()
    const offsets = kms.heard.slice(1).map(({ body }) => JSON.parse(body).params.offset)
    expect(offsets).toEqual(Array.from({ length: 20 }, (_, index) => index * 100))
  })

  test("does not take a refusal for an empty KMS", async () => {
    const { discover } = await playing(refuses(401, "unauthenticated", { serverTimeMs: Date.now() }))
    await expect(discover(false)).rejects.toMatchObject({ code: "AUTHENTICATOR_REFUSED" })
    const denied = await playing(refuses(403, "policy-denied"))
    await expect(denied.discover(false)).rejects.toMatchObject({ code: "KMS_REFUSED" })
  })
})

describe("creating the wallet", () => {
  test("takes three steps that may each be taken again", async () => {
    const { discover, methods } = await playing(
      answers(organization),
      answers({ ...wallet, accounts: [] }),
      answers([ethereum, solana]),
    )
    expect(await discover(true)).toEqual(found)
    expect(methods()).toEqual(["getOrCreatePhantomOrganization", "getOrCreateWalletWithTag", "getAccounts"])
  })

  test.each([
    ["in another order", [solana, ethereum]],
    ["too few", [ethereum]],
    ["for another index", [{ ...ethereum, derivationPath: "m/44'/60'/0'/0/1" }, solana]],
    ["in another format", [ethereum, { ...solana, addressFormat: "Sui" }]],
  ])("refuses accounts that come back %s", async (_, accounts) => {
    const { discover } = await playing(
      answers(organization),
      answers({ ...wallet, accounts: [] }),
      answers(accounts),
    )
    await expect(discover(true)).rejects.toMatchObject({ code: "KMS_ANSWER_MALFORMED" })
  })
})
