/**
 * Whose key may ask for what: every method of the protocol, asked by everybody who must not. What a method that signs
 * does with its wallet is asked of `openUse`, through which each of them finds it.
 */
import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Caller, findCaller } from "~kms-server/policy/callers"
import { openUse } from "~kms-server/policy/methods"
import { openMethods as beforeAnyOrganization, readRequest } from "~kms-server/policy/requests"
import { organizations } from "~kms-server/store/schema"
import { derivationOf, Fault, type KmsMethod, kmsMethods } from "~protocol"
import {
  authenticatorOf,
  betweenOf,
  DAY,
  type Keyholder,
  type Method,
  type Methods,
  type Owner,
  openMethods,
  openOrganization,
  openOwner,
  openTestPlanners,
  type Stamping,
  userOf,
} from "./methods"
import { makeStamper, type Stamper } from "./stampers"

let methods: Methods
let owner: Owner
let stranger: Keyholder

beforeAll(async () => {
  methods = await openMethods()
  owner = await openOwner(methods)
  stranger = await openOrganization(methods)
})
afterAll(() => methods.close())

const scopes = { version: "v0" as const, scopes: ["owner" as const] }
const accounts = ["m/44'/60'/0'/0/0"]
const key = Buffer.alloc(32, 9).toString("base64")

type Ids = { organizationId: string; walletId: string; targetOrganizationId: string }

/** Parameters of every method that is about an organization, which must never be the wrong one. */
const table: Record<
  Exclude<KmsMethod, "createOrganization" | "getPhantomOrganization" | "getOrCreatePhantomOrganization">,
  (ids: Ids) => object
> = {
  getOrganization: ({ organizationId }) => ({ organizationId }),
  addUserToOrganization: ({ organizationId }) => ({ organizationId, user: userOf(makeStamper()) }),
  updateUserInOrganization: ({ organizationId }) => ({
    organizationId,
    username: "root",
    addTraits: { a: "b" },
  }),
  deleteUserFromOrganization: ({ organizationId }) => ({ organizationId, username: "root" }),
  createAuthenticator: ({ organizationId }) => ({
    ...{ organizationId, username: "root" },
    authenticator: authenticatorOf(makeStamper()),
  }),
  updateAuthenticator: ({ organizationId }) => ({
    ...{ organizationId, username: "root", authenticatorId: randomUUID() },
    authenticator: { authenticatorName: "other" },
  }),
  deleteAuthenticator: ({ organizationId }) => ({
    organizationId,
    username: "root",
    authenticatorId: randomUUID(),
  }),
  createWallet: ({ organizationId }) => ({ organizationId, walletName: "w" }),
  getOrCreateWalletWithTag: ({ organizationId }) => ({ organizationId, walletName: "w", tag: "t" }),
  getWalletWithTag: ({ organizationId }) => ({ organizationId, tag: "t" }),
  getOrganizationWallets: ({ organizationId }) => ({ organizationId }),
  getAccounts: ({ organizationId, walletId }) => ({ organizationId, walletId, accounts }),
  initWalletImport: ({ organizationId }) => ({ organizationId }),
  completeImportWallet: ({ organizationId }) => ({
    ...{ organizationId, walletName: "w", encryptedSecret: "AAAA" },
    importEnvelope: { envelope: "AAAA", publicKey: "AAAA" },
  }),
  exportWallet: ({ organizationId, walletId }) => ({ organizationId, walletId, publicKey: key }),
  grantOrganizationAccess: (ids) => ({ ...between(ids), policy: scopes }),
  revokeOrganizationAccess: (ids) => between(ids),
  transferOrganizationWallet: (ids) => between(ids),
  getWalletAccessGrantsRequest: (ids) => between(ids),
  listPendingMigrations: ({ organizationId }) => ({ organizationId }),
  completeWalletTransfer: ({ organizationId }) => ({ organizationId, migrationId: randomUUID() }),
  signRawPayload: (ids) => ({ ...use(ids), payload: "AAAA", algorithm: "Ed25519" }),
  signUtf8Message: (ids) => ({
    ...use(ids),
    message: "x",
    algorithm: "Ed25519",
    derivationInfo: "m/44'/501'/0'/0'",
  }),
  ethereumSignMessage: (ids) => ({ ...use(ids), message: "AAAA" }),
  ethereumSignTypedData: (ids) => ({
    ...use(ids),
    typedData: { types: {}, primaryType: "x", domain: {}, message: {} },
  }),
  signTransaction: (ids) => ({ ...use(ids), transaction: "AAAA" }),
}

const use = ({ organizationId, walletId }: Ids) => ({ organizationId, walletId })
const between = ({ organizationId, targetOrganizationId, walletId }: Ids) => ({
  ...{ ownerOrganizationId: organizationId, targetOrganizationId, walletId },
})

const everyMethod = Object.keys(table) as (keyof typeof table)[]
const planned = Object.keys(openTestPlanners())
const isPlanned = (method: string): method is Method => planned.includes(method)

const idsOf = (home: Keyholder, wallet = owner.walletId): Ids => ({
  organizationId: home.organizationId,
  walletId: wallet,
  targetOrganizationId: stranger.organizationId,
})

/** What finding the caller comes to, for a method that may be planned or not. */
async function callerOf(stamping: Stamping, method: string, params: object): Promise<Caller | string> {
  const body = Buffer.from(JSON.stringify({ method, params, timestampMs: methods.now() }))
  const request = readRequest({ body, stamp: stamping.stamp(body), requestId: "" })
  try {
    return await findCaller(methods.database, request, methods.now())
  } catch (thrown) {
    return thrown instanceof Fault ? `${thrown.code}: ${thrown.cause}` : Promise.reject(thrown)
  }
}

/** Asks as far as there is something to ask, and answers the refusal. */
const refusalOf = (stamping: Stamping, method: keyof typeof table, params: object) =>
  isPlanned(method) ? methods.refusal(stamping, method, params) : callerOf(stamping, method, params)

it("is every method there is", () => {
  const open = [...beforeAnyOrganization].sort()
  expect(
    Object.keys(kmsMethods)
      .filter((method) => !(method in table))
      .sort(),
  ).toEqual(open)
})

describe.each(everyMethod)("%s", (method) => {
  const params = (ids: Ids) => table[method](ids)

  it("is refused to a key of another organization (rule 3)", async () => {
    const asked = params(idsOf(owner))
    expect(await refusalOf(stranger.stamper, method, asked)).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
    expect(await refusalOf(makeStamper(), method, asked)).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
  })

  it("is refused in an organization that does not exist, and in none", async () => {
    const asked = params({ ...idsOf(owner), organizationId: randomUUID() })
    expect(await refusalOf(owner.stamper, method, asked)).toBe("UNAUTHENTICATED: AUTHENTICATOR_UNKNOWN")
    await expect(callerOf(owner.stamper, method, {})).rejects.toThrow("Unauthorized")
  })

  it("is refused to an expired user, an expired authenticator, and in a disabled organization", async () => {
    const { briefUser, briefKey, inDisabled, disabled } = await sharedExpired()
    const asked = params(idsOf(owner))
    expect(await refusalOf(briefUser, method, asked)).toBe("UNAUTHENTICATED: USER_EXPIRED")
    expect(await refusalOf(briefKey, method, asked)).toBe("UNAUTHENTICATED: AUTHENTICATOR_EXPIRED")
    const there = params(idsOf(disabled))
    expect(await refusalOf(inDisabled, method, there)).toBe("UNAUTHENTICATED: ORGANIZATION_DISABLED")
  })

  it("is judged by the user of the organization that is named, where the key stands in two (rule 3)", async () => {
    const { both, first, second } = await sharedTwice()
    const inFirst = await callerOf(both, method, params(idsOf(first)))
    const inSecond = await callerOf(both, method, params(idsOf(second)))
    expect(inFirst).toMatchObject({ user: { organizationId: first.organizationId, isRoot: true } })
    expect(inSecond).toMatchObject({ user: { organizationId: second.organizationId, isRoot: false } })
  })

  it("is not carried out in another organization than the one its caller was found in", async () => {
    if (!isPlanned(method)) return expectUseOfOwn()
    const { first, second, both } = await sharedTwice()
    const caller = await callerOf(both, method, params(idsOf(first)))
    const planners = openTestPlanners()
    const plan = planners[method] as (asked: unknown, caller: unknown, bench: unknown) => Promise<unknown>
    await expect(plan(params(idsOf(second)), caller, methods.bench)).rejects.toThrow("Unauthorized")
  })
})

/** A method that signs finds no wallet but through `openUse`. */
async function expectUseOfOwn(): Promise<void> {
  const asked = { organizationId: stranger.organizationId, walletId: owner.walletId }
  await expect(openUse(methods.bench, asked, derivationOf.solana(0))).rejects.toThrow(
    "There is no such wallet",
  )
}

describe("a wallet of another organization", () => {
  const about = [
    "getAccounts",
    "exportWallet",
    "revokeOrganizationAccess",
    "getWalletAccessGrantsRequest",
  ] as const
  const writing = ["grantOrganizationAccess", "transferOrganizationWallet"] as const

  it.each([...about, ...writing])("looks to %s like one that is not there", async (method) => {
    const third = await openOrganization(methods)
    const ids = { ...idsOf(stranger), targetOrganizationId: third.organizationId }
    const foreign = await methods.refusal(stranger.stamper, method, table[method](ids))
    const absent = await methods.refusal(
      stranger.stamper,
      method,
      table[method]({ ...ids, walletId: randomUUID() }),
    )
    expect([foreign, absent]).toEqual(["NOT_FOUND", "NOT_FOUND"])
  })

  it.each(["getAccounts", "exportWallet"] as const)(
    "is refused to %s when the grant was revoked, and under a policy name that is not its own",
    async (method) => {
      const target = await openOrganization(methods)
      const asked = table[method](idsOf(target))
      const granted = { ...betweenOf(owner, target), policy: scopes, policyName: "named" }
      await methods.call(owner.stamper, "grantOrganizationAccess", granted)
      const refusal = (policyName: string | null) =>
        methods.refusal(target.stamper, method, { ...asked, policyName })
      expect(await refusal(null)).toBe("NOT_FOUND")
      expect(await refusal("other")).toBe("NOT_FOUND")
      await methods.call(target.stamper, method, { ...asked, policyName: "named" } as never)
      await methods.call(owner.stamper, "revokeOrganizationAccess", {
        ...betweenOf(owner, target),
        targetPolicyName: "named",
      })
      expect(await refusal("named")).toBe("NOT_FOUND")
    },
  )

  it("is refused to what signs when the grant was revoked, and under a policy name that is not its own", async () => {
    const target = await openOrganization(methods)
    const asked = (policyName?: string) =>
      openUse(methods.bench, { ...idsOf(target), policyName }, derivationOf.ethereum(0))
    await methods.call(owner.stamper, "grantOrganizationAccess", {
      ...betweenOf(owner, target),
      policy: scopes,
    })
    expect((await asked()).account?.address).toBe(owner.wallet.accounts?.[1]?.address)
    await expect(asked("named")).rejects.toThrow("There is no such wallet")
    await methods.call(owner.stamper, "revokeOrganizationAccess", betweenOf(owner, target))
    await expect(asked()).rejects.toThrow("There is no such wallet")
  })
})

describe("a request that names two organizations", () => {
  it("is carried out in neither", async () => {
    const asked = { ...table.grantOrganizationAccess(idsOf(owner)), organizationId: stranger.organizationId }
    const refused = await methods.refusal(stranger.stamper, "grantOrganizationAccess", asked)
    expect(refused).toBe("BODY_MALFORMED")
  })
})

type Expired = { briefUser: Stamper; briefKey: Stamper; inDisabled: Stamper; disabled: Keyholder }
let expired: Promise<Expired> | null = null
const sharedExpired = (): Promise<Expired> => {
  expired ??= openExpired()
  return expired
}

async function openExpired(): Promise<Expired> {
  const [briefUser, briefKey] = [makeStamper(), makeStamper("Secp256r1")]
  const { organizationId } = owner
  const root = { type: "ROOT" as const }
  const ended = [
    userOf(briefUser, root, { expiresInMs: DAY }),
    userOf(briefKey, root, { authenticators: [authenticatorOf(briefKey, { expiresInMs: DAY })] }),
  ]
  for (const user of ended)
    await methods.call(owner.stamper, "addUserToOrganization", { organizationId, user })
  const disabled = await openOrganization(methods)
  await methods.database
    .update(organizations)
    .set({ disabledAt: methods.now() })
    .where(eq(organizations.id, disabled.organizationId))
  methods.advance(DAY)
  return { briefUser, briefKey, inDisabled: disabled.stamper, disabled }
}

type Twice = { both: Stamper; first: Keyholder; second: Keyholder }
let twice: Promise<Twice> | null = null
const sharedTwice = (): Promise<Twice> => {
  twice ??= openTwice()
  return twice
}

/** One key: root in the first organization, nearly nobody in the second. */
async function openTwice(): Promise<Twice> {
  const both = makeStamper()
  const [first, second] = [await openOrganization(methods, both), await openOrganization(methods)]
  const user = userOf(both, { type: "CEL", preset: "DENY_ALL" })
  const { organizationId } = second
  await methods.call(second.stamper, "addUserToOrganization", { organizationId, user })
  return { both, first, second }
}
