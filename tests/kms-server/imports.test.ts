/** Wallets as they are made, found by tag, brought in and taken out. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  betweenOf,
  type Methods,
  openMethods,
  openOrganization,
  openOwner,
  openTestPlanners,
} from "./methods"

let methods: Methods
beforeAll(async () => {
  methods = await openMethods()
})
afterAll(() => methods.close())

const recipient = Buffer.alloc(32, 9).toString("base64")

describe("a wallet", () => {
  it("of words answers the accounts that were asked for, in their order and in one spelling", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const accounts = ["m/86'/0'/0'/0", "m/044'/501'/00'/0'", "m/84'/0'/0'/0"]
    const made = await methods.call(stamper, "createWallet", { organizationId, walletName: "w", accounts })
    expect(made).toMatchObject({ type: "MNEMONIC", walletName: "w", tags: [] })
    expect(made.accounts?.map(({ derivationPath }) => derivationPath)).toEqual([
      "m/86'/0'/0'/0",
      "m/44'/501'/0'/0'",
      "m/84'/0'/0'/0",
    ])
    expect(made.accounts?.map(({ addressFormat }) => addressFormat)).toEqual([
      "BitcoinTaproot",
      "Solana",
      "BitcoinSegwit",
    ])
    expect(JSON.stringify(made)).not.toContain("sealed")
  })

  it("of one key has one account, of the chain that its curve and format name", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const make = (more: object) =>
      methods.call(stamper, "createWallet", { organizationId, walletName: "key", ...more } as never)
    expect(await make({ curve: "K256" })).toMatchObject({
      type: "KEYPAIR",
      account: { curve: "K256", addressFormat: "Ethereum" },
    })
    const sui = await make({ curve: "Ed25519", addressFormat: "Sui" })
    expect(sui).toMatchObject({ account: { curve: "Ed25519", addressFormat: "Sui" } })
    const asked = { organizationId, walletId: (sui as { walletId: string }).walletId }
    const solana = { ...asked, accounts: ["m/44'/501'/0'/0'"] }
    expect(await methods.refusal(stamper, "getAccounts", solana)).toBe("NOT_FOUND")
  })

  it.each([
    ["of one key with words", { curve: "K256", mnemonicLength: 12 }],
    ["of one key with derived accounts", { curve: "K256", accounts: ["m/44'/60'/0'/0/0"] }],
    ["of a format that is not of its curve", { curve: "K256", addressFormat: "Solana" }],
    ["of a format without a curve", { addressFormat: "Solana" }],
    ["of a path that nobody derives", { accounts: ["m/44'/1'/0'/0'"] }],
  ])("%s is not made", async (_name, parameters) => {
    const { stamper, organizationId } = await openOrganization(methods)
    const asked = { organizationId, walletName: "w", ...parameters }
    expect(await methods.refusal(stamper, "createWallet", asked)).toBe("BODY_MALFORMED")
  })

  it("with a tag is made once, found by it, and answers whichever accounts are asked for", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const asked = { organizationId, walletName: "tagged", tag: "app" }
    const made = await Promise.all(
      Array.from({ length: 8 }, () => methods.call(stamper, "getOrCreateWalletWithTag", asked)),
    )
    expect(new Set(made.map((wallet) => JSON.stringify(wallet))).size).toBe(1)
    const { totalCount } = await methods.call(stamper, "getOrganizationWallets", { organizationId })
    expect(totalCount).toBe(1)
    const derivationPaths = ["m/44'/784'/0'/0'/0'"]
    const found = await methods.call(stamper, "getWalletWithTag", {
      organizationId,
      tag: "app",
      derivationPaths,
    })
    expect(found.accounts).toMatchObject([{ addressFormat: "Sui" }])
    const again = await methods.call(stamper, "getWalletWithTag", {
      organizationId,
      tag: "app",
      accounts: derivationPaths,
    })
    expect(again).toEqual(found)
    expect(await methods.refusal(stamper, "getWalletWithTag", { organizationId, tag: "none" })).toBe(
      "NOT_FOUND",
    )
  })

  it("with the tag of another keeps its name for it, and the tag stays where it was", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const make = () =>
      methods.call(stamper, "createWallet", { organizationId, walletName: "w", tags: ["b", "a", "b"] })
    const [first] = [await make(), await make()]
    const found = await methods.call(stamper, "getWalletWithTag", { organizationId, tag: "a" })
    expect(found.walletId).toBe(first.walletId)
  })
})

describe("an imported wallet", () => {
  it("is made from what the signer opens, and kept like any other", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const importEnvelope = await methods.call(stamper, "initWalletImport", { organizationId })
    const encryptedSecret = Buffer.from("secret").toString("base64")
    const asked = { organizationId, walletName: "brought", importEnvelope, encryptedSecret, tags: ["mine"] }
    const made = await methods.call(stamper, "completeImportWallet", asked)
    expect(made).toMatchObject({ type: "MNEMONIC", tags: ["mine"] })
    const found = await methods.call(stamper, "getWalletWithTag", { organizationId, tag: "mine" })
    expect(found).toEqual(made)
  })

  it("is refused in base64 that has another spelling", async () => {
    const { stamper, organizationId } = await openOrganization(methods)
    const importEnvelope = { envelope: "AA==", publicKey: "AA==" }
    for (const encryptedSecret of ["AB==", "A", "AAA"]) {
      const asked = { organizationId, walletName: "brought", importEnvelope, encryptedSecret }
      expect(await methods.refusal(stamper, "completeImportWallet", asked)).toBe("BODY_MALFORMED")
    }
  })
})

describe("an exported wallet", () => {
  it("is what the signer encrypts to the key that asks", async () => {
    const { stamper, organizationId, walletId } = await openOwner(methods)
    const asked = { organizationId, walletId, publicKey: recipient }
    const { encryptedBundle } = await methods.call(stamper, "exportWallet", asked)
    expect(Buffer.from(encryptedBundle, "base64").subarray(0, 32).toString("base64")).toBe(recipient)
    const short = { ...asked, publicKey: "AAAA" }
    expect(await methods.refusal(stamper, "exportWallet", short)).toBe("KEY_REFUSED")
  })

  it("leaves by a grant of it, with that grant for the decision, and not without", async () => {
    const [owner, target] = [await openOwner(methods), await openOrganization(methods)]
    const asked = { organizationId: target.organizationId, walletId: owner.walletId, publicKey: recipient }
    expect(await methods.refusal(target.stamper, "exportWallet", asked)).toBe("NOT_FOUND")
    const policy = { version: "v0" as const, scopes: ["exportWallet" as const] }
    await methods.call(owner.stamper, "grantOrganizationAccess", { ...betweenOf(owner, target), policy })
    expect((await methods.call(target.stamper, "exportWallet", asked)).encryptedBundle).not.toBe("")
  })

  it("does not leave where the grant ended between the decision and the deed", async () => {
    const [owner, target] = [await openOwner(methods), await openOrganization(methods)]
    const policy = { version: "v0" as const, scopes: ["exportWallet" as const] }
    await methods.call(owner.stamper, "grantOrganizationAccess", { ...betweenOf(owner, target), policy })
    const planners = openTestPlanners()
    const { organizationId } = target
    const user = {
      organizationId,
      username: "root",
      policy: { type: "ROOT" as const },
      traits: null,
      isRoot: true,
    }
    const caller = { publicKey: "", algorithm: "Ed25519" as const, fingerprint: "", user }
    const asked = { organizationId, walletId: owner.walletId, publicKey: recipient }
    const plan = await planners.exportWallet(asked, caller, methods.bench)
    if (plan.does !== "change") throw new Error("it exports at once")
    await methods.call(owner.stamper, "revokeOrganizationAccess", betweenOf(owner, target))
    const before = methods.orders.length
    await expect(plan.perform(methods.database, crypto.randomUUID())).rejects.toThrow(
      "There is no such wallet",
    )
    expect(methods.orders.length).toBe(before)
  })
})
