/** Transfers: a wallet changes hands when it is taken, in one piece, and leaves nothing of its former owner's behind. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openUse } from "~kms-server/policy/methods"
import { inTransaction } from "~kms-server/store"
import { derivationOf } from "~protocol"
import {
  betweenOf,
  type Methods,
  openMethods,
  openOrganization,
  openOwner,
  openTestPlanners,
  settled,
} from "./methods"

let methods: Methods
beforeAll(async () => {
  methods = await openMethods()
})
afterAll(() => methods.close())

const policy = { version: "v0" as const, scopes: ["ethereumSignMessage" as const] }
const accounts = ["m/44'/501'/0'/0'", "m/44'/60'/0'/0/0"]

async function openOffer(more: object = {}) {
  const [owner, target] = [await openOwner(methods), await openOrganization(methods)]
  const between = betweenOf(owner, target)
  const offered = await methods.call(owner.stamper, "transferOrganizationWallet", { ...between, ...more })
  const { organizationId } = target
  const listed = await methods.call(target.stamper, "listPendingMigrations", { organizationId })
  const migrationId = listed.pendingMigrations[0]?.migrationId ?? ""
  const take = () => methods.call(target.stamper, "completeWalletTransfer", { organizationId, migrationId })
  const asked = (one: { organizationId: string }) => ({ ...one, walletId: owner.walletId, accounts })
  const theirs = asked({ organizationId })
  const ours = asked({ organizationId: owner.organizationId })
  return { owner, target, between, offered, listed, migrationId, take, theirs, ours }
}

describe("an offered wallet", () => {
  it("is its owner's until it is taken, and its taker's afterwards, with the same addresses", async () => {
    const { owner, target, offered, take, theirs, ours } = await openOffer()
    expect(offered).toEqual({
      organizationId: target.organizationId,
      walletId: owner.walletId,
      organizationPolicy: { version: "v0", scopes: ["owner"] },
    })
    expect(await methods.refusal(target.stamper, "getAccounts", theirs)).toBe("NOT_FOUND")
    const before = await methods.call(owner.stamper, "getAccounts", ours)
    expect(await take()).toEqual(offered)
    expect(await methods.call(target.stamper, "getAccounts", theirs)).toEqual(before)
    expect(await methods.refusal(owner.stamper, "getAccounts", ours)).toBe("NOT_FOUND")
    const { account } = await openUse(methods.bench, theirs, derivationOf.solana(0))
    expect(account?.sealedKey).toContain(target.organizationId)
  })

  it("is taken once, however many take it at once", async () => {
    const { take, target } = await openOffer()
    const outcomes = await settled(Array.from({ length: 6 }, take))
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(["done", "NOT_FOUND"]))
    const { organizationId } = target
    const { pendingMigrations } = await methods.call(target.stamper, "listPendingMigrations", {
      organizationId,
    })
    expect(pendingMigrations).toEqual([])
  })

  it("is taken by whom it was offered to, and by nobody else, its owner included", async () => {
    const { owner, migrationId } = await openOffer()
    const third = await openOrganization(methods)
    for (const { stamper, organizationId } of [third, owner]) {
      const asked = { organizationId, migrationId }
      expect(await methods.refusal(stamper, "completeWalletTransfer", asked)).toBe("NOT_FOUND")
      const { pendingMigrations } = await methods.call(stamper, "listPendingMigrations", { organizationId })
      expect(pendingMigrations).toEqual([])
    }
    const unknown = { organizationId: third.organizationId, migrationId: randomUUID() }
    expect(await methods.refusal(third.stamper, "completeWalletTransfer", unknown)).toBe("NOT_FOUND")
  })

  it("is offered once at a time: a newer offer takes the place of the older", async () => {
    const { owner, target, migrationId } = await openOffer()
    const other = await openOrganization(methods)
    await methods.call(owner.stamper, "transferOrganizationWallet", betweenOf(owner, other))
    const stale = { organizationId: target.organizationId, migrationId }
    expect(await methods.refusal(target.stamper, "completeWalletTransfer", stale)).toBe("NOT_FOUND")
    const { organizationId } = other
    const { pendingMigrations } = await methods.call(other.stamper, "listPendingMigrations", {
      organizationId,
    })
    expect(pendingMigrations).toHaveLength(1)
    const offers = Array.from({ length: 6 }, () =>
      methods.call(owner.stamper, "transferOrganizationWallet", betweenOf(owner, other)),
    )
    expect(await settled(offers)).toEqual(Array(6).fill("done"))
    const again = await methods.call(other.stamper, "listPendingMigrations", { organizationId })
    expect(again.pendingMigrations).toHaveLength(1)
  })

  it("is not offered by whoever does not own it, nor to nobody, nor to its owner", async () => {
    const { owner, target, between } = await openOffer()
    const refusal = (stamper: typeof owner.stamper, asked: object) =>
      methods.refusal(stamper, "transferOrganizationWallet", { ...between, ...asked })
    const foreign = { ownerOrganizationId: target.organizationId, targetOrganizationId: owner.organizationId }
    expect(await refusal(target.stamper, foreign)).toBe("NOT_FOUND")
    expect(await refusal(owner.stamper, { targetOrganizationId: randomUUID() })).toBe("NOT_FOUND")
    expect(await refusal(owner.stamper, { targetOrganizationId: owner.organizationId })).toBe(
      "BODY_MALFORMED",
    )
  })
})

describe("a wallet that changed hands", () => {
  it("has lost its former owner's grants and tags", async () => {
    const { owner, target, take, between, theirs } = await openOffer()
    const third = await openOrganization(methods)
    const granted = { ...between, targetOrganizationId: third.organizationId, policy }
    await methods.call(owner.stamper, "grantOrganizationAccess", granted)
    await methods.call(owner.stamper, "grantOrganizationAccess", { ...betweenOf(owner, owner), policy })
    await take()
    const asked = { ...theirs, organizationId: third.organizationId }
    expect(await methods.refusal(third.stamper, "getAccounts", asked)).toBe("NOT_FOUND")
    expect((await openUse(methods.bench, theirs, null)).grant).toBeNull()
    const listed = { ...granted, ownerOrganizationId: theirs.organizationId }
    const { policy: _, ...page } = listed
    const left = await methods.call(target.stamper, "getWalletAccessGrantsRequest", page)
    expect(left.totalCount).toBe(0)
    const again = { ...granted, policyName: "after" }
    expect(await methods.refusal(owner.stamper, "grantOrganizationAccess", again)).toBe("NOT_FOUND")
  })

  it("frees its tag where it was, and has none where it is", async () => {
    const home = await openOrganization(methods)
    const target = await openOrganization(methods)
    const { organizationId, stamper } = home
    const tagged = { organizationId, walletName: "tagged", tag: "app" }
    const { walletId } = await methods.call(stamper, "getOrCreateWalletWithTag", tagged)
    const between = {
      ownerOrganizationId: organizationId,
      targetOrganizationId: target.organizationId,
      walletId,
    }
    await methods.call(stamper, "transferOrganizationWallet", between)
    const theirs = { organizationId: target.organizationId }
    const listed = await methods.call(target.stamper, "listPendingMigrations", theirs)
    const migrationId = listed.pendingMigrations[0]?.migrationId ?? ""
    await methods.call(target.stamper, "completeWalletTransfer", { ...theirs, migrationId })
    const { wallets } = await methods.call(target.stamper, "getOrganizationWallets", theirs)
    expect(wallets).toMatchObject([{ walletId, tags: [] }])
    expect(await methods.refusal(stamper, "getWalletWithTag", { organizationId, tag: "app" })).toBe(
      "NOT_FOUND",
    )
    expect((await methods.call(stamper, "getOrCreateWalletWithTag", tagged)).walletId).not.toBe(walletId)
  })

  it("leaves its former owner what he was promised to keep", async () => {
    const { owner, take, ours, theirs } = await openOffer({ retainPolicy: policy })
    const former = { version: "v0" as const, scopes: ["owner" as const] }
    await methods.call(owner.stamper, "grantOrganizationAccess", {
      ...betweenOf(owner, owner),
      policy: former,
    })
    await take()
    const kept = await openUse(methods.bench, ours, null)
    expect(kept.grant).toMatchObject({
      organizationPolicy: policy,
      ownerOrganizationId: theirs.organizationId,
      organizationId: owner.organizationId,
    })
    const back = { ...betweenOf(owner, owner), targetOrganizationId: theirs.organizationId }
    expect(await methods.refusal(owner.stamper, "revokeOrganizationAccess", back)).toBe("NOT_FOUND")
  })

  it("of one key keeps its account", async () => {
    const [home, target] = [await openOrganization(methods), await openOrganization(methods)]
    const { organizationId, stamper } = home
    const made = await methods.call(stamper, "createWallet", {
      organizationId,
      walletName: "key",
      curve: "K256",
    })
    const owner = { ...home, wallet: made, walletId: made.walletId }
    await methods.call(stamper, "transferOrganizationWallet", betweenOf(owner, target))
    const theirs = { organizationId: target.organizationId }
    const listed = await methods.call(target.stamper, "listPendingMigrations", theirs)
    const migrationId = listed.pendingMigrations[0]?.migrationId ?? ""
    await methods.call(target.stamper, "completeWalletTransfer", { ...theirs, migrationId })
    const asked = { ...theirs, walletId: made.walletId }
    const { account } = await openUse(methods.bench, asked, derivationOf.ethereum(0))
    expect(account?.address).toBe(made.account?.address)
    expect(account?.sealedKey).toContain(target.organizationId)
  })

  it("is whole where taking it fails half-way: nothing has changed", async () => {
    const { owner, target, migrationId, ours, take } = await openOffer()
    const planners = openTestPlanners()
    const { organizationId } = target
    const user = {
      organizationId,
      username: "root",
      policy: { type: "ROOT" as const },
      traits: null,
      isRoot: true,
    }
    const caller = {
      publicKey: target.stamper.publicKey,
      algorithm: "Ed25519" as const,
      fingerprint: "",
      user,
    }
    const plan = await planners.completeWalletTransfer({ organizationId, migrationId }, caller, methods.bench)
    if (plan.does !== "change") throw new Error("it changes nothing")
    const cut = inTransaction(methods.database, async (session) => {
      await plan.perform(session, randomUUID())
      throw new Error("cut off")
    })
    await expect(cut).rejects.toThrow("cut off")
    expect(await methods.call(owner.stamper, "getAccounts", ours)).toHaveLength(2)
    await take()
    expect(await methods.refusal(owner.stamper, "getAccounts", ours)).toBe("NOT_FOUND")
  })

  it("never keeps an account that was derived for its former owner a moment before", async () => {
    const { owner, take, theirs } = await openOffer()
    const wallet = (await openUse(methods.bench, owner, null)).wallet
    const derivation = derivationOf.solana(7)
    const task = {
      do: "derive" as const,
      wallet: { ...wallet, walletId: wallet.id },
      derivations: [derivation],
    }
    const { accounts: derived } = await methods.bench.order(randomUUID(), task)
    await take()
    const { keepAccounts } = await import("~kms-server/store")
    await keepAccounts(methods.database, wallet, derived)
    const { account } = await openUse(methods.bench, theirs, derivation)
    expect(account?.sealedKey).toContain(theirs.organizationId)
  })
})
