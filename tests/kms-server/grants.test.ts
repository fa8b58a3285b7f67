/** Grants: what an organization may do with a wallet of another, and that nothing else of it shows. */
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openUse } from "~kms-server/policy/methods"
import { derivationOf } from "~protocol"
import {
  betweenOf,
  type Methods,
  type Owner,
  openMethods,
  openOrganization,
  openOwner,
  settled,
} from "./methods"

let methods: Methods
beforeAll(async () => {
  methods = await openMethods()
})
afterAll(() => methods.close())

const policy = { version: "v0" as const, scopes: ["ethereumSignMessage" as const] }
const wider = { version: "v0" as const, scopes: ["owner" as const] }
const accounts = ["m/44'/60'/0'/0/0"]

async function openPair() {
  const [owner, target] = [await openOwner(methods), await openOrganization(methods)]
  const between = betweenOf(owner, target)
  const asked = { organizationId: target.organizationId, walletId: owner.walletId, accounts }
  const grant = (more: object = {}) =>
    methods.call(owner.stamper, "grantOrganizationAccess", { ...between, policy, ...more })
  return { owner, target, between, asked, grant }
}

const use = (
  { organizationId, walletId }: { organizationId: string; walletId: string },
  policyName?: string,
) => openUse(methods.bench, { organizationId, walletId, policyName }, null)

describe("a grant", () => {
  it("lets its target use the wallet, as what it says", async () => {
    const { owner, target, grant, asked, between } = await openPair()
    expect(await methods.refusal(target.stamper, "getAccounts", asked)).toBe("NOT_FOUND")
    const transactionPolicy = { version: "v0" as const, solana: { rules: [{ rule: "AllowAll" as const }] } }
    const answer = await grant({ transactionPolicy })
    const { organizationId } = target
    expect(answer).toEqual({
      organizationId,
      walletId: owner.walletId,
      organizationPolicy: policy,
      transactionPolicy,
    })
    const [account] = await methods.call(target.stamper, "getAccounts", asked)
    expect(account).toEqual(owner.wallet.accounts?.[1])
    const used = await use(asked)
    expect(used.grant).toMatchObject({ organizationPolicy: policy, transactionPolicy, policyName: "" })
    expect(used.wallet.organizationId).toBe(between.ownerOrganizationId)
  })

  it("ends when it is revoked", async () => {
    const { owner, target, grant, asked, between } = await openPair()
    await grant()
    const ended = await methods.call(owner.stamper, "revokeOrganizationAccess", between)
    expect(ended.deletedAtMs).toBeGreaterThan(0)
    expect(await methods.refusal(target.stamper, "getAccounts", asked)).toBe("NOT_FOUND")
    expect(await methods.refusal(owner.stamper, "revokeOrganizationAccess", between)).toBe("NOT_FOUND")
    await grant()
    expect(await methods.call(target.stamper, "getAccounts", asked)).toHaveLength(1)
  })

  it("of a name is used by that name only, and stands beside others", async () => {
    const { owner, target, grant, asked, between } = await openPair()
    await grant({ policyName: "first", policy: wider })
    expect(await methods.refusal(target.stamper, "getAccounts", asked)).toBe("NOT_FOUND")
    const second = await methods.refusal(target.stamper, "getAccounts", { ...asked, policyName: "second" })
    expect(second).toBe("NOT_FOUND")
    await grant({ policyName: "second" })
    await grant()
    expect((await use(asked, "first")).grant?.organizationPolicy).toEqual(wider)
    expect((await use(asked, "second")).grant?.organizationPolicy).toEqual(policy)
    expect((await use(asked)).grant?.policyName).toBe("")
    await methods.call(owner.stamper, "revokeOrganizationAccess", { ...between, targetPolicyName: "first" })
    await expect(use(asked, "first")).rejects.toThrow("There is no such wallet")
    expect((await use(asked, "second")).grant?.policyName).toBe("second")
  })

  it("that is written again takes the place of the former, and only one of many at once lives", async () => {
    const { owner, grant, asked, between } = await openPair()
    expect(await settled(Array.from({ length: 6 }, () => grant()))).toEqual(Array(6).fill("done"))
    await grant({ policy: wider })
    expect((await use(asked)).grant?.organizationPolicy).toEqual(wider)
    const listed = await methods.call(owner.stamper, "getWalletAccessGrantsRequest", between)
    expect(listed.totalCount).toBe(1)
    expect(listed.grants).toMatchObject([{ organizationPolicy: wider }])
  })

  it("is listed for its owner, page by page, without those that ended", async () => {
    const { owner, target, grant, between } = await openPair()
    for (const policyName of ["a", "b", "c"]) await grant({ policyName })
    await methods.call(owner.stamper, "revokeOrganizationAccess", { ...between, targetPolicyName: "b" })
    const page = await methods.call(owner.stamper, "getWalletAccessGrantsRequest", {
      ...between,
      limit: 1,
      offset: 1,
    })
    expect(page).toMatchObject({ totalCount: 2, limit: 1, offset: 1, grants: [{ policyName: "c" }] })
    const other = betweenOf(await openOwner(methods), target)
    const foreign = { ...other, ownerOrganizationId: owner.organizationId }
    expect(await methods.refusal(owner.stamper, "getWalletAccessGrantsRequest", foreign)).toBe("NOT_FOUND")
  })

  it("is written by the owner alone: neither by its target nor by who holds another of its wallets", async () => {
    const { target, owner, grant, between } = await openPair()
    await grant({ policy: wider })
    const third = await openOrganization(methods)
    const onward = { ...between, targetOrganizationId: third.organizationId, policy: wider }
    const asOwner = { ...onward, ownerOrganizationId: target.organizationId }
    expect(await methods.refusal(target.stamper, "grantOrganizationAccess", asOwner)).toBe("NOT_FOUND")
    const impostor = await methods.refusal(target.stamper, "grantOrganizationAccess", onward)
    expect(impostor).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
    const nobody = { ...between, targetOrganizationId: randomUUID(), policy }
    expect(await methods.refusal(owner.stamper, "grantOrganizationAccess", nobody)).toBe("NOT_FOUND")
  })

  it("with a policy that is wrong is not written", async () => {
    const { owner, between } = await openPair()
    const rules = [{ expression: "bad", outcome: "ALLOW", comment: "" }]
    const bad = { version: "v1", rules, constants: [], rootAccess: { type: "NONE" } }
    const asked = { ...between, policy: bad }
    expect(await methods.refusal(owner.stamper, "grantOrganizationAccess", asked)).toBe("POLICY_INVALID")
    const retained = { ...between, retainPolicy: bad }
    expect(await methods.refusal(owner.stamper, "transferOrganizationWallet", retained)).toBe(
      "POLICY_INVALID",
    )
  })

  it("is worth nothing while the owner's organization is disabled", async () => {
    const { owner, target, grant, asked } = await openPair()
    await grant()
    const { organizations } = await import("~kms-server/store/schema")
    const { eq } = await import("drizzle-orm")
    const disable = (disabledAt: number | null) =>
      methods.database
        .update(organizations)
        .set({ disabledAt })
        .where(eq(organizations.id, owner.organizationId))
    await disable(1)
    expect(await methods.refusal(target.stamper, "getAccounts", asked)).toBe("NOT_FOUND")
    const own = { ...asked, organizationId: owner.organizationId }
    const refused = await methods.refusal(owner.stamper, "getAccounts", own)
    expect(refused).toBe("UNAUTHENTICATED: ORGANIZATION_DISABLED")
    await disable(null)
    expect(await methods.call(target.stamper, "getAccounts", asked)).toHaveLength(1)
  })
})

describe("a grant to oneself", () => {
  const selfOf = (owner: Owner) => ({ ...betweenOf(owner, owner), policy })

  it("binds the owner, who was bound by nothing before", async () => {
    const owner = await openOwner(methods)
    expect((await use(owner)).grant).toBeNull()
    await methods.call(owner.stamper, "grantOrganizationAccess", selfOf(owner))
    expect((await use(owner)).grant?.organizationPolicy).toEqual(policy)
    await methods.call(owner.stamper, "revokeOrganizationAccess", betweenOf(owner, owner))
    expect((await use(owner)).grant).toBeNull()
  })

  it("of a name is used by the name; a name that is not there is refused to the owner, too", async () => {
    const owner = await openOwner(methods)
    await expect(use(owner, "named")).rejects.toThrow("There is no such wallet")
    await methods.call(owner.stamper, "grantOrganizationAccess", { ...selfOf(owner), policyName: "named" })
    expect((await use(owner, "named")).grant?.policyName).toBe("named")
    expect((await use(owner)).grant).toBeNull()
  })
})

describe("an account", () => {
  it("is derived once, however many ask for it at once, and then found", async () => {
    const owner = await openOwner(methods)
    const before = methods.orders.length
    const derivation = derivationOf.solana(3)
    const uses = await Promise.all(Array.from({ length: 8 }, () => openUse(methods.bench, owner, derivation)))
    expect(new Set(uses.map((found) => JSON.stringify(found.account))).size).toBe(1)
    const derived = methods.orders.length
    expect(derived).toBeGreaterThan(before)
    expect(await openUse(methods.bench, owner, derivation)).toEqual(uses[0])
    expect(methods.orders.length).toBe(derived)
  })

  it("of a wallet that was made with it is not derived at all", async () => {
    const owner = await openOwner(methods)
    const before = methods.orders.length
    const { account } = await openUse(methods.bench, owner, derivationOf.ethereum(0))
    expect(account?.address).toBe(owner.wallet.accounts?.[1]?.address)
    expect(methods.orders.length).toBe(before)
  })

  it("is not derived for whoever has no use of the wallet", async () => {
    const [owner, stranger] = [await openOwner(methods), await openOrganization(methods)]
    const before = methods.orders.length
    const asked = { organizationId: stranger.organizationId, walletId: owner.walletId }
    await expect(openUse(methods.bench, asked, derivationOf.solana(9))).rejects.toThrow(
      "There is no such wallet",
    )
    expect(methods.orders.length).toBe(before)
  })
})
